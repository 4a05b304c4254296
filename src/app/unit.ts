import type { QueuedJob } from '../queue/index.ts';
import { isNear, type OutboxRow, type Outgoing, postponeOutbox, putOutbox } from '../store/outbox.ts';
import type { Db } from '../store/schema.ts';
import { againIfUndone } from '../store/undone.ts';
import type { App } from './app.ts';

/** One transaction of the shell: state and the effects it causes are written together, and handed over afterwards. */
export interface Unit {
  db: Db;
  now: Date;
  /** When questions that nobody waits for get their turn at their platform; left out: now. */
  askAt?: Date;
  /** Effects for the outbox: written at the end of the transaction, handed to the queue once it is committed. */
  emit(row: Outgoing): void;
  /** Puts work off; see `postponeOutbox`. */
  postpone(key: string, runAt: Date, failure: string | null): Promise<void>;
  /** Tells live pages of a topic after the commit. */
  changed(topic: string): void;
}

/** The queue's id of a piece of work: one a generation, so that the same work is queued once. */
const queuedJob = (row: Outgoing & { generation: number }, now: Date): QueuedJob => ({
  job: row.job,
  id: `${row.key}-g${row.generation}`,
  payload: { ...row.payload, key: row.key },
  delayMs: Math.max(0, row.runAt.getTime() - now.getTime()),
});

export const queuedRow = (row: OutboxRow, now: Date): QueuedJob =>
  queuedJob(
    { key: row.key, job: row.job, payload: row.payload, runAt: row.run_at, generation: row.generation },
    now,
  );

/**
 * Runs `work` in one transaction; after the commit hands its effects to the queue and tells the live pages.
 * @param work run again, with a unit of its own, when PostgreSQL undid the transaction for another's sake: it may touch
 * nothing but its unit
 */
export async function inTransaction<T>(app: App, work: (unit: Unit) => Promise<T>): Promise<T> {
  const { result, jobs, topics } = await againIfUndone(() => commit(app, work));
  await handOver(app, jobs);
  for (const topic of topics) app.bus.publish(topic);
  return result;
}

/** What is left to do once a transaction is committed. */
interface Committed<T> {
  result: T;
  jobs: QueuedJob[];
  topics: Set<string>;
}

async function commit<T>(app: App, work: (unit: Unit) => Promise<T>): Promise<Committed<T>> {
  const jobs: QueuedJob[] = [];
  const topics = new Set<string>();
  const result = await app.db.transaction().execute(async (db) => {
    const now = app.now();
    const effects: Outgoing[] = [];
    const done = await work({
      db,
      now,
      emit: (row) => effects.push(row),
      async postpone(key, runAt, failure) {
        const row = await postponeOutbox(db, key, runAt, now, failure);
        if (row !== undefined && isNear(runAt, now)) jobs.push(queuedRow(row, now));
      },
      changed: (topic) => topics.add(topic),
    });
    await putOutbox(db, effects, now);
    const near = effects.filter((row) => isNear(row.runAt, now));
    jobs.push(...near.map((row) => queuedJob({ ...row, generation: 0 }, now)));
    return done;
  });
  return { result, jobs, topics };
}

/** Puts work off, and does nothing else. */
export async function putOff(app: App, key: string, afterMs: number): Promise<void> {
  const now = app.now();
  const runAt = new Date(now.getTime() + afterMs);
  const row = await postponeOutbox(app.db, key, runAt, now, null);
  if (row !== undefined && isNear(runAt, now)) await handOver(app, [queuedRow(row, now)]);
}

/** A queue that is away costs nothing but time: the rows are in the outbox, and the sweep finds them. */
export async function handOver(app: App, jobs: readonly QueuedJob[]): Promise<void> {
  if (jobs.length === 0) return;
  try {
    await app.enqueue(jobs);
  } catch (error) {
    app.log.debug({ jobs: jobs.length, error: String(error) }, 'queue did not take the jobs; the sweep will');
  }
}
