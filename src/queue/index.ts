import { atMostEvery } from '../model/at-most.ts';
import type { Log } from '../model/channel-context.ts';
import { AfterwordError } from '../model/errors.ts';
import type { Backend, Producer } from './backend.ts';
import { type Handlers, type JobKinds, jobId, parsePayload, type QueuedJob } from './jobs.ts';
import { postgresBackend } from './postgres.ts';
import { redisBackend } from './redis.ts';
import { startWorker, type WorkOptions } from './worker.ts';

export type { Handlers, JobKinds, QueuedJob } from './jobs.ts';

export interface QueueOptions<K extends JobKinds> {
  jobs: K;
  /** Redis or Valkey; null puts the queue on PostgreSQL. */
  redisUrl: string | null;
  databaseUrl: string;
  log: Log;
  /** Separates queues that share a server. Letters, digits and hyphens. */
  name?: string;
}

/** How many jobs wait (now or for their time) and run. */
export interface QueueCounts {
  waiting: number;
  delayed: number;
  active: number;
}

export interface Queue<K extends JobKinds> {
  kind: Backend['kind'];
  /**
   * Adds jobs; one whose id waits or runs already changes nothing. Throws `AW_QUEUE` within seconds when the server
   * is away (then none or some were added; adding all again does no harm), and `AW_INTERNAL`, after the others were
   * added, when a payload is not of its form.
   */
  add(jobs: readonly QueuedJob[]): Promise<void>;
  /** Works jobs until closed; waits for the server when it is away. `close` lets running jobs finish. */
  work(handlers: Handlers<K>, options: WorkOptions): { close(): Promise<void> };
  /** Throws `AW_QUEUE` within seconds when the server is away. */
  ping(): Promise<void>;
  counts(): Promise<QueueCounts>;
  /** Close the workers before. */
  close(): Promise<void>;
}

/**
 * The queue executes and nothing more: what is to be done and what is done stands in the outbox, and whatever is
 * lost here is handed in again. Opens no connection that it waits for: the server may come later.
 */
export const openQueue = <K extends JobKinds>(options: QueueOptions<K>): Queue<K> => {
  const { jobs: kinds, redisUrl, databaseUrl, log, name = 'afterword' } = options;
  const hear = atMostEvery(1_000, (error, swallowed) =>
    log.warn({ error: String(error), swallowed }, 'the queue is not reachable; trying again'),
  );
  const backend = redisUrl ? redisBackend(redisUrl, name, hear) : postgresBackend(databaseUrl, name, hear);
  const producer = makeProducer(backend, hear);
  let closed: Promise<void> | null = null;
  return {
    kind: backend.kind,
    add: async (jobs) => {
      const { good, faults } = split(kinds, jobs);
      if (good.length > 0) await reaching(backend, async () => addAll(await producer.get(), good));
      if (faults[0]) throw faults[0];
    },
    work: (handlers, workOptions) => startWorker({ backend, kinds, handlers, log, hear }, workOptions),
    ping: () => reaching(backend, backend.ping),
    counts: () => reaching(backend, async () => countsOf(await producer.get())),
    close: () => {
      closed ??= producer.close().then(backend.close);
      return closed;
    },
  };
};

/** Makes the producer with the first use, and again as long as making it fails. */
const makeProducer = (backend: Backend, hear: (error: unknown) => void) => {
  let made: Promise<Producer> | null = null;
  const make = async (): Promise<Producer> => {
    await backend.prepare();
    const producer = backend.producer();
    producer.on('error', hear);
    await producer.waitUntilReady();
    return producer;
  };
  const get = (): Promise<Producer> => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
  const close = async (): Promise<void> => {
    const producer = await made?.catch(() => null);
    await producer?.close();
  };
  return { get, close };
};

type NewJob = Parameters<Producer['addBulk']>[0][number];

/**
 * BullMQ's bulk call makes two temporary tables on PostgreSQL, and each makes every session there forget what it knows
 * of the catalogue: worth it for many jobs only, as after the loss of the queue.
 */
const MANY = 12;

/** In their order: jobs of equal priority are worked as they were added. */
const addAll = async (producer: Producer, jobs: NewJob[]): Promise<void> => {
  if (jobs.length > MANY) await producer.addBulk(jobs);
  else for (const { name, data, opts } of jobs) await producer.add(name, data, opts);
};

const split = (kinds: JobKinds, jobs: readonly QueuedJob[]) => {
  const good: NewJob[] = [];
  const faults: unknown[] = [];
  for (const { job, id, payload, delayMs } of jobs) {
    try {
      parsePayload(kinds, job, payload);
      const priority = kinds[job]?.priority;
      const opts = { jobId: jobId(job, id), priority, delay: Math.max(0, Math.round(delayMs)), ...ONCE };
      good.push({ name: job, data: payload, opts });
    } catch (fault) {
      faults.push(fault);
    }
  }
  return { good, faults };
};

/** A finished job leaves nothing behind, so that its id is free; what failed comes again from the outbox. */
const ONCE = { attempts: 1, removeOnComplete: true, removeOnFail: true };

const countsOf = async (producer: Producer): Promise<QueueCounts> => {
  const found = await producer.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
  const of = (type: string): number => found[type] ?? 0;
  return { waiting: of('waiting') + of('prioritized'), delayed: of('delayed'), active: of('active') };
};

const reaching = async <T>(backend: Backend, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    const server = backend.kind === 'redis' ? 'Redis' : 'PostgreSQL';
    throw new AfterwordError('AW_QUEUE', `The queue on ${server} did not answer: ${String(cause)}`, {
      cause,
    });
  }
};
