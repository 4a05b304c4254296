import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureRates } from '../test/support/measure-rates.ts';
import { runCli, type Watched } from '../test/support/processes.ts';
import { RATED_PLATFORMS } from '../test/support/rated-platforms.ts';
import { askAtWill } from '../test/support/running.ts';
import { freePort, startPostgres, startRedis } from '../test/support/servers.ts';
import { percentile, type Report } from './report.ts';

export const name = 'rates';
export const about =
  'many questions at once through platforms that hold us to their limits; npm run bench -- rates [people] [channel] [redis]';

const [, , , people = '5000', only, backend = 'postgresql'] = process.argv;
const PROCESSES = 2;
/** Every so many-th person answers and gets a follow-up. */
const ANSWERING = 25;
const API_TOKEN = 'a-token-for-the-benchmark';

const TEMPLATE = `
id: bench
metric: csat
languages: [en]
ask: { delay: 0s, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
  - { id: comment, type: text, optional: true, text: { en: "Anything to add?" } }
thanks: { en: "Thanks!" }
`;

/** One channel after the other, each through processes that share nothing but the database. */
export async function run(report: Report): Promise<void> {
  for (const channel of Object.keys(RATED_PLATFORMS)) {
    if (only === undefined || only === channel) await oneChannel(report, channel);
  }
}

async function oneChannel(report: Report, channel: string): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const platform = await RATED_PLATFORMS[channel]?.();
  if (platform === undefined) throw new Error(`no platform of ${channel}`);
  opened.defer(() => platform.close());
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-bench-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  await writeFile(path.join(dir, 'bench.yaml'), TEMPLATE);
  await askAtWill(dir);
  const database = await startPostgres();
  opened.defer(() => database.stop());
  const redis = backend === 'redis' ? await startRedis() : null;
  if (redis !== null) opened.defer(() => redis.stop());
  const env = {
    ...platform.env,
    ...(redis && { REDIS_URL: redis.url }),
    ...{ API_TOKEN, SIGNING_SECRET: 'a-signing-secret-for-the-benchmark', DATABASE_URL: database.url },
    ...{ DATA_DIR: path.join(dir, 'data'), TEMPLATES_DIR: dir, LOG_LEVEL: 'info' },
  };
  const urls: string[] = [];
  for (let i = 0; i < PROCESSES; i++) urls.push(await oneProcess(opened, env));
  const close = (id: string, hook: object) => postHook(urls[0] ?? '', id, hook);
  const tick = (done: number) => report.progress(done, Number(people), channel);
  const figures = await measureRates(platform, close, { people: Number(people), answering: ANSWERING, tick });
  const label = `${channel}, ${PROCESSES} processes on ${backend}`;
  report.row({ what: `${label}: messages`, value: platform.taken().length, unit: 'sent' });
  report.row({ what: `${label}: refused for their rate`, value: figures.refused, unit: 'of them' });
  const used = { to: 'the allowed rate', value: figures.used };
  report.row({
    ...{ what: `${label}: rate`, unit: 'per s', ratio: used },
    value: figures.used * platform.allowedPerSecond,
  });
  report.row({ what: `${label}: most in any second`, value: figures.peak, unit: 'sent' });
  for (const [mark, share] of [
    ['median', 0.5],
    ['p99', 0.99],
    ['longest', 1],
  ] as const) {
    const value = percentile(figures.followUps, share);
    report.row({ what: `${label}: tap to follow-up, ${mark}`, value, unit: 'ms' });
  }
}

async function oneProcess(opened: AsyncDisposableStack, env: Record<string, string>): Promise<string> {
  const port = await freePort();
  const running: Watched = runCli(['serve'], { env: { ...env, HOST: '127.0.0.1', PORT: String(port) } });
  opened.defer(async () => void (await running.end()));
  await running.line(/afterword is ready/, 60_000);
  return `http://127.0.0.1:${port}`;
}

async function postHook(url: string, id: string, hook: object): Promise<void> {
  const response = await fetch(`${url}/hooks/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'conversation.closed', id, source: 'bench', ...hook }),
  });
  if (response.status !== 202) throw new Error(`hook answered ${response.status}: ${await response.text()}`);
}
