import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { measureRates, ratePerSecond } from '../test/support/measure-rates.ts';
import { runCli, type Watched } from '../test/support/processes.ts';
import { RATED_PLATFORMS } from '../test/support/rated-platforms.ts';
import { askAtWill } from '../test/support/running.ts';
import { freePort, startPostgres, startRedis } from '../test/support/servers.ts';
import { percentile, type Report } from './report.ts';
import type { Tally } from './support/tally.ts';

export const name = 'rates';
export const about =
  'many questions at once through platforms that hold us to their limits; npm run bench -- rates [people] [channel] [redis|postgresql] [processes]';

const [, , , people = '5000', only, backend = 'postgresql', processes = '2'] = process.argv;
const PROCESSES = Number(processes);
const TALLY = pathToFileURL(path.join(import.meta.dirname, 'support/tally.ts')).href;
/** Every so many-th person answers and gets a follow-up. */
const ANSWERING = 25;
const API_TOKEN = 'a-token-for-the-benchmark';

/** As when quiet hours end: conversations are closed at 75 a second or more, and fall due once all of them are. */
const DELAY_SECONDS = Math.ceil(Number(people) / 75);

const TEMPLATE = `
id: bench
metric: csat
languages: [en]
ask: { delay: ${DELAY_SECONDS}s, expires_after: 1h }
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
  const running: Running[] = [];
  for (let i = 0; i < PROCESSES; i++)
    running.push(await oneProcess(opened, env, path.join(dir, `tally-${i}`)));
  const [first] = running;
  platform.listensAt?.(first?.url ?? '');
  const close = (id: string, hook: object) => postHook(first?.url ?? '', id, hook);
  const tick = (done: number) => report.progress(done, Number(people), channel);
  const figures = await measureRates(platform, close, { people: Number(people), answering: ANSWERING, tick });
  const label = `${channel}, ${PROCESSES} processes on ${backend}`;
  const messages = platform.taken().length;
  report.row({ what: `${label}: messages`, value: messages, unit: 'sent' });
  report.row({ what: `${label}: refused for their rate`, value: figures.refused, unit: 'of them' });
  const used = { to: 'the allowed rate', value: figures.used };
  report.row({
    ...{ what: `${label}: rate`, unit: 'per s', ratio: used },
    value: figures.used * ratePerSecond(platform),
  });
  report.row({
    what: `${label}: most in any ${platform.allowed.windowMs / 1000} s`,
    value: figures.peak,
    unit: 'sent',
  });
  for (const [mark, share] of [
    ['median', 0.5],
    ['p99', 0.99],
    ['longest', 1],
  ] as const) {
    const value = percentile(figures.followUps, share);
    report.row({ what: `${label}: tap to follow-up, ${mark}`, value, unit: 'ms' });
  }
  const server = await processorMsOfServer(database.url);
  await tellCost(report, label, messages, { running, server });
}

/** What a loaded machine does not change: from the hook to the answer, with start and stop of the processes. */
async function tellCost(
  report: Report,
  label: string,
  messages: number,
  { running, server }: { running: readonly Running[]; server: number },
): Promise<void> {
  const tallies = await Promise.all(running.map(({ end }) => end()));
  const rows: [string, number, string][] = [['processor, PostgreSQL', server, 'ms a message']];
  rows.push(['processor, afterword', sum(tallies.map(({ processorMs }) => processorMs)), 'ms a message']);
  for (const name of new Set(tallies.flatMap(({ statements }) => Object.keys(statements)))) {
    const sent = sum(tallies.map(({ statements }) => statements[name] ?? 0));
    // Sessions that listen or hold leases have names of their own, and say little.
    if (sent > messages) rows.push([`statements, ${name}`, sent, 'a message']);
  }
  for (const [what, value, unit] of rows)
    report.row({ what: `${label}: ${what}`, value: value / messages, unit });
  if (process.env.BENCH_TEXTS !== undefined) tellTexts(tallies, messages);
}

/** For whoever looks for what could be spared: the statements that are sent most. */
function tellTexts(tallies: readonly Tally[], messages: number): void {
  const counts = new Map<string, number>();
  for (const { texts } of tallies)
    for (const [text, count] of Object.entries(texts)) counts.set(text, (counts.get(text) ?? 0) + count);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 60);
  for (const [text, count] of most) process.stderr.write(`${(count / messages).toFixed(2)}  ${text}\n`);
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

interface Running {
  url: string;
  /** Ends it, and answers what it did. */
  end(): Promise<Tally>;
}

async function oneProcess(
  opened: AsyncDisposableStack,
  env: Record<string, string>,
  tally: string,
): Promise<Running> {
  const port = await freePort();
  const counted = { NODE_OPTIONS: `--import ${TALLY}`, TALLY_FILE: tally };
  const running: Watched = runCli(['serve'], {
    env: { ...env, ...counted, HOST: '127.0.0.1', PORT: String(port) },
  });
  opened.defer(async () => void (await running.end()));
  await running.line(/afterword is ready/, 60_000);
  return {
    url: `http://127.0.0.1:${port}`,
    async end() {
      await running.end();
      return JSON.parse(await readFile(tally, 'utf8')) as Tally;
    },
  };
}

/** Milliseconds that the sessions of the server which are open now were on a processor; 0 where nobody tells. */
async function processorMsOfServer(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pid from pg_stat_activity');
  await client.end();
  const times = rows.map(({ pid }) =>
    readFile(`/proc/${pid}/schedstat`, 'utf8').then(
      (text) => Number(text.split(' ')[0]) / 1e6,
      () => 0,
    ),
  );
  return sum(await Promise.all(times));
}

async function postHook(url: string, id: string, hook: object): Promise<void> {
  const response = await fetch(`${url}/hooks/generic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ event: 'conversation.closed', id, source: 'bench', ...hook }),
  });
  if (response.status !== 202) throw new Error(`hook answered ${response.status}: ${await response.text()}`);
}
