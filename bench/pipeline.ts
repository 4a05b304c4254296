import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { type Afterword, openAfterword } from '../src/lifecycle.ts';
import type { Channel, ChannelModule, Sink } from '../src/model/channel.ts';
import { defaultCapabilities } from '../src/model/channel.ts';
import { openQueue } from '../src/queue/index.ts';
import { connect } from '../src/store/connect.ts';
import { startRedis } from '../test/support/servers.ts';
import { percentile, type Report } from './report.ts';
import { countSql } from './support/sql-count.ts';

export const name = 'pipeline';
export const about = 'hook → question → answer → score, delays at 0, beside the queue and the database alone';

const SURVEYS = 1_500;
const WARM_UP = 300;
const IN_FLIGHT = 16;
const NOOPS = 4_000;
const TRANSACTIONS = 4_000;
/** How the pool of afterword names itself to PostgreSQL; the queue has another. */
const POOL_NAME = 'afterword';
const API_TOKEN = randomUUID();

const TEMPLATE = `
id: bench
metric: csat
languages: [en]
ask: { delay: 0s, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
thanks: { en: "Thanks!" }
`;

/** A channel in this process: every question is answered at once, and the thanks end the survey. */
function benchChannel() {
  const done = new Map<string, () => void>();
  const module: ChannelModule = {
    name: 'bench',
    settings: z.object({}),
    requires: [],
    capabilities: { ...defaultCapabilities, maxButtons: 10, edit: true },
    address: {
      schema: z.object({ chat: z.string() }),
      example: { chat: '1' },
      toKey: (address) => String(address.chat),
      fromKey: (key) => ({ chat: key }),
      identity: (address) => ({ type: 'bench', value: String(address.chat) }),
    },
    create: () => benchInstance(done),
  };
  return { module, done };
}

function benchInstance(done: Map<string, () => void>): Channel {
  let sink: Sink | null = null;
  return {
    name: 'bench',
    capabilities: { ...defaultCapabilities, maxButtons: 10, edit: true },
    start: async (given) => {
      sink = given;
    },
    stop: async () => undefined,
    async send(address, message, key) {
      const chat = String(address.chat);
      if (message.kind !== 'question') {
        done.get(chat)?.();
        return { id: key };
      }
      const token = message.choices[4]?.token ?? '';
      setImmediate(() => {
        const sender = { type: 'bench', value: chat };
        void sink?.({
          kind: 'choice',
          channel: 'bench',
          eventId: `tap-${chat}`,
          address,
          at: new Date(),
          sender,
          token,
        });
      });
      return { id: key };
    },
    edit: async () => undefined,
  };
}

/** Runs `work` so many times with so many at once. @returns milliseconds of each, sorted, and of all */
async function inParallel(
  count: number,
  atOnce: number,
  work: (i: number) => Promise<void>,
  tick?: () => void,
) {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let i = next++; i < count; i = next++) {
        const from = performance.now();
        await work(i);
        times.push(performance.now() - from);
        tick?.();
      }
    }),
  );
  return { times: times.sort((a, b) => a - b), total: performance.now() - began };
}

function postHook(agent: Agent, url: string, chat: string): Promise<void> {
  const body = JSON.stringify({
    event: 'conversation.closed',
    id: chat,
    source: 'bench',
    channel: 'bench',
    address: { chat },
    closed_at: new Date().toISOString(),
  });
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
    const sent = request(`${url}/hooks/generic`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 202) resolve();
        else reject(new Error(`hook answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** What the measured surveys took. Latencies are from the hook to the thanks, sorted, in milliseconds. */
interface Measured {
  times: number[];
  rate: number;
  /** Statements on the database a survey, without the queue's own. */
  statements: number;
  /** Milliseconds of CPU of this process a survey: afterword, the channel and the sender of the hooks. */
  cpu: number;
}

async function surveys(
  running: Afterword,
  done: Map<string, () => void>,
  report: Report,
  label: string,
): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const url = running.url ?? '';
  const one = async (chat: string) => {
    const thanked = new Promise<void>((resolve) => done.set(chat, resolve));
    await postHook(agent, url, chat);
    await thanked;
    done.delete(chat);
  };
  const round = (count: number, mark: string, what: string) => {
    let finished = 0;
    const tick = () => report.progress(++finished, count, `${what}, queue on ${label}`);
    return inParallel(count, IN_FLIGHT, (i) => one(`${mark}-${label}-${i}`), tick);
  };
  // Code is compiled, connections are opened and tables get their first pages: none of that is measured.
  await round(WARM_UP, 'warm', 'warm-up');
  const sql = countSql();
  const before = process.cpuUsage();
  const { times, total } = await round(SURVEYS, 'survey', 'surveys');
  const { user, system } = process.cpuUsage(before);
  sql.stop();
  agent.destroy();
  return {
    times,
    rate: SURVEYS / (total / 1000),
    statements: sql.of(POOL_NAME) / SURVEYS,
    cpu: (user + system) / 1000 / SURVEYS,
  };
}

/** The same queue with jobs that do nothing. @returns jobs a second */
async function noopJobs(redisUrl: string | null, databaseUrl: string): Promise<number> {
  const log = pino({ level: 'silent' });
  const jobs = { noop: { schema: z.object({ i: z.number() }), priority: 1 } };
  const queue = openQueue({ redisUrl, databaseUrl, jobs, log, name: `noop-${randomUUID().slice(0, 8)}` });
  let left = NOOPS;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const noop = async () => {
    left -= 1;
    if (left === 0) finish();
  };
  const worker = queue.work({ noop }, { concurrency: IN_FLIGHT });
  const began = performance.now();
  await inParallel(NOOPS, IN_FLIGHT, (i) =>
    queue.add([{ job: 'noop', id: `n${i}`, payload: { i }, delayMs: 0 }]),
  );
  await finished;
  const rate = NOOPS / ((performance.now() - began) / 1000);
  await worker.close();
  await queue.close();
  return rate;
}

/** One inserted row a transaction, each made durable. @returns transactions a second */
async function durableTransactions(url: string): Promise<number> {
  const { pool, db } = connect(url, { max: IN_FLIGHT, applicationName: 'bench' });
  await pool.query(
    'create table if not exists bench_rows (id bigint generated always as identity, body text)',
  );
  const { total } = await inParallel(TRANSACTIONS, IN_FLIGHT, async () => {
    await pool.query("insert into bench_rows (body) values ('one row')");
  });
  await db.destroy();
  return TRANSACTIONS / (total / 1000);
}

async function oneBackend(report: Report, label: string, redisUrl: string | null): Promise<void> {
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-bench-'));
  await writeFile(path.join(dir, 'bench.yaml'), TEMPLATE);
  const { module, done } = benchChannel();
  const running = await openAfterword({
    settings: {
      HOST: '127.0.0.1',
      PORT: 0,
      API_TOKEN,
      DATA_DIR: path.join(dir, 'data'),
      TEMPLATES_DIR: dir,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: undefined,
      SIGNING_SECRET: undefined,
      DATABASE_URL: undefined,
      REDIS_URL: redisUrl ?? undefined,
      channels: new Map([['bench', {}]]),
      hooks: new Map(),
      HOOK_MAX_AGE: 300,
      HOOKS_DIR: 'no-such-folder',
      HOOKS_SECRET: undefined,
    },
    log: pino({ level: 'silent' }),
    roles: { http: true, work: true },
    modules: [module],
    holder: randomUUID(),
  });
  try {
    const { times, rate, statements, cpu } = await surveys(running, done, report, label);
    const noops = await noopJobs(redisUrl, running.databaseUrl);
    const transactions = await durableTransactions(running.databaseUrl);
    report.row({ what: `${label}: no-op jobs`, value: noops, unit: 'per s' });
    report.row({ what: `${label}: durable transactions`, value: transactions, unit: 'per s' });
    const toJobs = { to: 'no-op jobs', value: rate / noops };
    report.row({ what: `${label}: surveys`, value: rate, unit: 'per s', ratio: toJobs });
    const toTransactions = { to: 'durable transactions', value: rate / transactions };
    report.row({ what: `${label}: surveys`, value: rate, unit: 'per s', ratio: toTransactions });
    report.row({ what: `${label}: statements a survey`, value: statements, unit: 'SQL' });
    report.row({ what: `${label}: CPU a survey`, value: cpu, unit: 'ms' });
    for (const [mark, share] of [
      ['median', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const) {
      report.row({ what: `${label}: hook to thanks, ${mark}`, value: percentile(times, share), unit: 'ms' });
    }
  } finally {
    await running.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Both backends in one run, on the same kind of fresh, durable database. */
export async function run(report: Report): Promise<void> {
  await oneBackend(report, 'postgresql', null);
  const redis = await startRedis();
  try {
    await oneBackend(report, 'redis', redis.url);
  } finally {
    await redis.stop();
  }
}
