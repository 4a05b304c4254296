import { setTimeout as sleep } from 'node:timers/promises';
import { atMostEvery } from '../model/at-most.ts';
import type { Log } from '../model/channel-context.ts';
import type { Backend, Consumer, ConsumerOptions, Processor } from './backend.ts';
import { type Handlers, type JobKinds, parsePayload } from './jobs.ts';

export interface WorkOptions {
  /** Jobs at once in this process. */
  concurrency: number;
}

export interface WorkerParts<K extends JobKinds> {
  backend: Backend;
  kinds: K;
  handlers: Handlers<K>;
  log: Log;
  hear(error: unknown): void;
}

/** The jobs of a killed worker come back after lock and check, 15 s at the most; losing a worker is no fault of theirs. */
const TIMES: ConsumerOptions = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 10_000,
  runRetryDelay: 500,
};

/** How long a close waits for a server that is away before it leaves the rest to the stalled check. */
const CLOSE_PATIENCE_MS = 2_000;
const TRY_AGAIN_MS = 500;

/** Starts to work as soon as the server answers. */
export const startWorker = <K extends JobKinds>(
  parts: WorkerParts<K>,
  { concurrency }: WorkOptions,
): { close(): Promise<void> } => {
  const { backend, hear } = parts;
  const closing = new AbortController();
  let consumer: Consumer | null = null;

  const begin = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await backend.prepare();
        if (closing.signal.aborted) return;
        consumer = makeConsumer(parts, concurrency);
        await consumer.waitUntilReady();
        return;
      } catch (error) {
        hear(error);
        await consumer?.close(true);
        consumer = null;
        await sleep(TRY_AGAIN_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  };
  void begin();

  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing.abort();
    closed ??= consumer ? closeConsumer(consumer, backend) : Promise.resolve();
    return closed;
  };
  return { close };
};

const makeConsumer = <K extends JobKinds>(
  { backend, kinds, handlers, log, hear }: WorkerParts<K>,
  concurrency: number,
): Consumer => {
  const handlerOf: Readonly<Record<string, ((payload: never) => Promise<void>) | undefined>> = handlers;
  const process: Processor = async ({ name, data }) => {
    const payload = parsePayload(kinds, name, data);
    await handlerOf[name]?.(payload as never);
  };
  const tellFailure = atMostEvery(1_000, (failure, swallowed) =>
    log.warn({ ...(failure as object), swallowed }, 'a job failed; the outbox hands it in again'),
  );
  const consumer = backend.consumer(process, { ...TIMES, concurrency });
  consumer.on('error', hear);
  consumer.on('failed', (job, error) => tellFailure({ job: job?.name, id: job?.id, error: String(error) }));
  return consumer;
};

/** Running jobs finish first; when the server is away they cannot be marked as finished, and nobody waits for that. */
const closeConsumer = async (consumer: Consumer, backend: Backend): Promise<void> => {
  const closed = consumer.close();
  const away = await backend.ping().then(
    () => false,
    () => true,
  );
  if (!away) return closed;
  const patience = new AbortController();
  const waited = sleep(CLOSE_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([closed, waited]);
  patience.abort();
};
