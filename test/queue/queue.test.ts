import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openQueue, type Queue, type QueuedJob } from '../../src/queue/index.ts';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from '../support/databases.ts';
import { type KeptLog, keptLog } from '../support/log.ts';
import { runFile, withProcess } from '../support/processes.ts';
import { KINDS } from './kinds.ts';

const OTHER_PROCESS = fileURLToPath(new URL('./queue-process.ts', import.meta.url));

describe.each(['redis', 'postgres'] as const)('the queue on %s', (kind) => {
  let database: FreshDatabase;
  let redis: FreshRedis;
  let log: KeptLog;
  let queue: Queue<typeof KINDS>;
  let closing: { close(): Promise<void> }[];

  beforeEach(async () => {
    [database, redis] = await Promise.all([freshDatabase({ migrated: false }), freshRedis()]);
    log = keptLog();
    closing = [];
    queue = open();
    expect(queue.kind).toBe(kind);
  });

  afterEach(async () => {
    for (const opened of closing.reverse()) await opened.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const redisUrl = () => (kind === 'redis' ? redis.url : null);

  const open = () => {
    const opened = openQueue({ jobs: KINDS, redisUrl: redisUrl(), databaseUrl: database.url, log });
    closing.push(opened);
    return opened;
  };

  const work = (handle: (n: number) => Promise<void> | void, concurrency = 1) => {
    const handler = async ({ n }: { n: number }) => handle(n);
    const worker = queue.work({ answer: handler, question: handler }, { concurrency });
    closing.push(worker);
    return worker;
  };

  test('works a job with its payload, and then knows nothing of it any more', async () => {
    const seen: number[] = [];
    work((n) => void seen.push(n));
    await queue.add([job(7)]);
    await vi.waitFor(() => expect(seen).toEqual([7]));
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 }));
  });

  test('keeps one job an id however often it is added, and takes the id again when it is done', async () => {
    await Promise.all(Array.from({ length: 20 }, () => queue.add([job(1)])));
    expect(await queue.counts()).toEqual({ waiting: 1, delayed: 0, active: 0 });
    const seen: number[] = [];
    work((n) => void seen.push(n));
    await vi.waitFor(() => expect(seen).toEqual([1]));
    await vi.waitFor(async () => expect((await queue.counts()).active).toBe(0));
    await queue.add([job(1)]);
    await vi.waitFor(() => expect(seen).toEqual([1, 1]));
  });

  test('takes every id: numbers, colons, percent signs, other scripts', async () => {
    const ids = ['1', '0', '-5', 'a:b', 'a%3Ab', 'a', 'çağrı 7', ':'];
    await queue.add(ids.map((id, n) => ({ ...job(n), id })));
    expect((await queue.counts()).waiting).toBe(ids.length);
    const seen = new Set<number>();
    work((n) => void seen.add(n), 4);
    await vi.waitFor(() => expect(seen.size).toBe(ids.length));
  });

  test('takes answers before questions that have waited longer', async () => {
    await queue.add([job(1, 'question'), job(2, 'question')]);
    await queue.add([job(3, 'answer'), job(4, 'answer')]);
    const seen: number[] = [];
    work((n) => void seen.push(n));
    await vi.waitFor(() => expect(seen).toEqual([3, 4, 1, 2]));
  });

  test('holds a delayed job until its time', async () => {
    const added = Date.now();
    await queue.add([{ ...job(1), delayMs: 300 }]);
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 1, active: 0 });
    const late = await new Promise<number>((worked) => work(() => worked(Date.now() - added)));
    expect(late).toBeGreaterThanOrEqual(300);
  });

  test('works as many at once as it is told', async () => {
    await queue.add(Array.from({ length: 9 }, (_, n) => job(n)));
    let [running, most] = [0, 0];
    let release = (): void => undefined;
    const released = new Promise<void>((open) => {
      release = open;
    });
    work(async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 3) release();
      await released;
      running -= 1;
    }, 3);
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0 }));
    expect(most).toBe(3);
  });

  test('a job that fails is told of without its payload, and its id is free', async () => {
    let fails = true;
    const seen: number[] = [];
    work((n) => {
      if (fails) throw new Error('the platform said no');
      seen.push(n);
    });
    await queue.add([job(77)]);
    await vi.waitFor(() => expect(log.lines).toHaveLength(1));
    expect(log.lines[0]?.fields).toMatchObject({ job: 'answer', error: 'Error: the platform said no' });
    fails = false;
    await vi.waitFor(async () => expect((await queue.counts()).active).toBe(0));
    await queue.add([job(77)]);
    await vi.waitFor(() => expect(seen).toEqual([77]));
  });

  test('a payload that is not of its form is refused by path, and the others are added', async () => {
    const wrong = { ...job(1), payload: { n: 'word of a customer' } };
    const refused = await queue.add([wrong, job(2)]).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'AW_INTERNAL',
      message: expect.stringContaining('n: invalid_type'),
    });
    expect(String(refused)).not.toContain('customer');
    await expect(queue.add([{ ...job(1), job: 'unheard-of' }])).rejects.toMatchObject({
      code: 'AW_INTERNAL',
    });
    expect((await queue.counts()).waiting).toBe(1);
  });

  test('closing a worker lets the running job finish and starts no other', async () => {
    const seen: string[] = [];
    await queue.add([job(1), job(2)]);
    await new Promise<void>((started) => {
      const worker = work(async (n) => {
        seen.push(`started ${n}`);
        void worker.close().then(() => seen.push('closed'));
        started();
        await queue.counts();
        seen.push(`finished ${n}`);
      });
    });
    await vi.waitFor(() => expect(seen).toEqual(['started 1', 'finished 1', 'closed']));
    expect(await queue.counts()).toEqual({ waiting: 1, delayed: 0, active: 0 });
  });

  test('jobs of a worker that was killed come back to another', async () => {
    await queue.add([job(1), job(2)]);
    await withProcess(runFile(OTHER_PROCESS, [redisUrl() ?? '', database.url]), async (other) => {
      await Promise.all([other.line(/started 1/), other.line(/started 2/)]);
      await other.end('SIGKILL');
    });
    const seen = new Set<number>();
    work((n) => void seen.add(n));
    await vi.waitFor(() => expect(seen).toEqual(new Set([1, 2])), { timeout: 25_000, interval: 100 });
  }, 40_000);

  test('two processes share the jobs', async () => {
    const seen: number[] = [];
    const second = open();
    const handler = async ({ n }: { n: number }) => void seen.push(n);
    for (const opened of [queue, second]) {
      closing.push(opened.work({ answer: handler, question: handler }, { concurrency: 5 }));
    }
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const jobs = numbers.map((n) => job(n));
    await Promise.all([queue.add(jobs.slice(0, 100)), second.add(jobs.slice(100))]);
    await vi.waitFor(() => expect(seen.toSorted((a, b) => a - b)).toEqual(numbers));
  });

  test('answers a ping', () => expect(queue.ping()).resolves.toBeUndefined());
});

const job = (n: number, name: keyof typeof KINDS = 'answer'): QueuedJob => ({
  job: name,
  id: `n${n}`,
  payload: { n },
  delayMs: 0,
});
