import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from '../src/store/connect.ts';
import { startEmbedded } from '../src/store/embedded/index.ts';
import { startTelegramFake } from '../test/fakes/telegram/fake.ts';
import { keptLog } from '../test/support/log.ts';
import { runCli, type Watched } from '../test/support/processes.ts';
import { percentile, type Report } from './report.ts';
import { postHook, SENDER_SETTINGS, type Sent, sendSteadily } from './support/hook-sender.ts';

export const name = 'hooks';
export const about =
  'hooks of a helpdesk at a steady rate, with kill -9 in the middle; the sender on the same cores';

/** `HOOKS_RATE` a second for `HOOKS_SECONDS`. */
const RATE = Number(process.env.HOOKS_RATE ?? 2_000);
const SECONDS = Number(process.env.HOOKS_SECONDS ?? 30);

const TEMPLATE = `
id: bench
metric: csat
languages: [en]
ask: { delay: 1h, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
thanks: { en: "Thanks!" }
`;

async function serve(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ process: Watched; url: string }> {
  const process = runCli(args, { env });
  const line = await process.line(/afterword (is ready|has started)/, 120_000);
  return { process, url: (JSON.parse(line) as { url: string }).url };
}

export async function run(report: Report): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-bench-'));
  await chmod(dir, 0o755);
  await writeFile(path.join(dir, 'bench.yaml'), TEMPLATE);
  const data = path.join(dir, 'data');
  // Durable, as in life: a hook is acknowledged when it is on the disk.
  const [postgres, fake] = await Promise.all([
    startEmbedded({ dataDir: data, log: keptLog() }),
    startTelegramFake(),
  ]);
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    API_TOKEN: 'a-token-of-the-bench',
    SIGNING_SECRET: 'a-signing-secret-of-the-bench',
    DATA_DIR: dir,
    TEMPLATES_DIR: dir,
    DATABASE_URL: postgres.url,
    LOG_LEVEL: 'info',
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.url,
    ...SENDER_SETTINGS,
  };
  try {
    await steady(report, env, postgres.url);
    await killed(report, env, postgres.url);
  } finally {
    await fake.close();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Everything in one process, its jobs as well. */
async function steady(report: Report, env: Record<string, string>, databaseUrl: string): Promise<void> {
  const { process, url } = await serve(env, 'serve');
  try {
    await sendSteadily(url, Math.min(RATE, 200), 2, '1');
    const sent = await sendSteadily(url, RATE, SECONDS, '2');
    tell(report, 'steady', sent);
    report.row({
      what: 'steady: stored',
      value: (await storedOf(databaseUrl, '2')).size,
      unit: `of ${sent.length}`,
    });
  } finally {
    await process.end('SIGKILL');
  }
}

/** The process dies in the middle and comes again; what was not acknowledged is sent again, as helpdesks do. */
async function killed(report: Report, env: Record<string, string>, databaseUrl: string): Promise<void> {
  const first = await serve(env, 'serve');
  const seconds = Math.max(2, Math.round(SECONDS / 5));
  const sending = sendSteadily(first.url, RATE, seconds, '3');
  await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / 2));
  await first.process.end('SIGKILL');
  const sent = await sending;
  const taken = sent.filter(({ status }) => status === 200);
  const kept = await storedOf(databaseUrl, '3');
  const lost = taken.filter(({ id }) => !kept.has(id)).length;
  report.row({ what: 'kill -9: acknowledged before it', value: taken.length, unit: `of ${sent.length}` });
  report.row({ what: 'kill -9: acknowledged and lost', value: lost, unit: 'hooks' });
  const second = await serve(env, 'serve');
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const again = await Promise.all(
    sent
      .filter(({ status }) => status !== 200)
      .slice(0, 2_000)
      .map(({ id }) => postHook(agent, second.url, id, new Date(), performance.now())),
  );
  agent.destroy();
  report.row({
    what: 'kill -9: sent again and taken',
    value: again.filter(({ status }) => status === 200).length,
    unit: `of ${again.length}`,
  });
  await second.process.end('SIGKILL');
}

function tell(report: Report, what: string, sent: readonly Sent[]): void {
  const times = sent
    .flatMap(({ ms, status }) => (ms === null || status !== 200 ? [] : [ms]))
    .sort((a, b) => a - b);
  report.row({ what: `${what}: acknowledged`, value: times.length, unit: `of ${sent.length}` });
  for (const [mark, share] of [
    ['median', 0.5],
    ['p99', 0.99],
    ['slowest', 1],
  ] as const) {
    report.row({ what: `${what}: acknowledged after, ${mark}`, value: percentile(times, share), unit: 'ms' });
  }
}

async function storedOf(databaseUrl: string, mark: string): Promise<Set<string>> {
  const { pool, db } = connect(databaseUrl, { max: 1, applicationName: 'bench' });
  const { rows } = await pool.query<{ delivery_id: string }>(
    "select delivery_id from hooks where delivery_id like $1 || '%'",
    [mark],
  );
  await db.destroy();
  return new Set(rows.map(({ delivery_id }) => delivery_id));
}
