import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openQueue, type Queue } from '../../src/queue/index.ts';
import { type KeptLog, keptLog } from '../support/log.ts';
import { type RestartableServer, restartablePostgres, restartableRedis } from '../support/restartable.ts';
import { KINDS } from './kinds.ts';

describe.each(['redis', 'postgres'] as const)('when the server of the queue on %s', (kind) => {
  let server: RestartableServer;
  let log: KeptLog;
  let seen: number[];
  let queue: Queue<typeof KINDS>;
  let worker: { close(): Promise<void> };

  beforeEach(async () => {
    server = await (kind === 'redis' ? restartableRedis() : restartablePostgres());
    log = keptLog();
    seen = [];
  });

  afterEach(async () => {
    await worker.close();
    await queue.close();
    await server.remove();
  });

  const open = () => {
    const url = { redisUrl: kind === 'redis' ? server.url : null, databaseUrl: server.url };
    queue = openQueue({ jobs: KINDS, ...url, log });
    const handler = async ({ n }: { n: number }) => void seen.push(n);
    worker = queue.work({ answer: handler, question: handler }, { concurrency: 2 });
  };

  const add = (n: number) => queue.add([{ job: 'answer', id: `n${n}`, payload: { n }, delayMs: 0 }]);
  const within = { timeout: 15_000, interval: 50 };
  const complaints = () => log.lines.filter(({ message }) => message.includes('not reachable'));

  test('goes away, adding fails soon, the log stays short, and work goes on when it is back', async () => {
    await server.up();
    open();
    await add(1);
    await vi.waitFor(() => expect(seen).toEqual([1]), within);

    await server.down();
    await expect(add(2)).rejects.toMatchObject({ code: 'AW_QUEUE' });
    await expect(queue.ping()).rejects.toMatchObject({ code: 'AW_QUEUE' });
    await vi.waitFor(() => expect(complaints().length).toBeGreaterThan(0), within);

    await server.up();
    await vi.waitFor(() => add(3), within);
    await vi.waitFor(() => expect(seen).toContain(3), within);
    await queue.ping();
    const times = complaints().map(({ at }) => at);
    expect(times.slice(1).every((at, before) => at - (times[before] ?? 0) >= 990)).toBe(true);
  });

  test('is not there yet at the start, work begins when it comes', async () => {
    open();
    await expect(add(1)).rejects.toMatchObject({ code: 'AW_QUEUE' });
    await vi.waitFor(() => expect(complaints().length).toBeGreaterThan(0), within);
    await server.up();
    await vi.waitFor(() => add(2), within);
    await vi.waitFor(() => expect(seen).toContain(2), within);
  });

  test('is away, worker and queue close all the same', async () => {
    await server.up();
    open();
    await add(1);
    await vi.waitFor(() => expect(seen).toEqual([1]), within);
    await server.down();
    await worker.close();
    await queue.close();
  });
});
