import { type Selectable, sql } from 'kysely';
import type { Database, Db } from './schema.ts';

export type OutboxRow = Selectable<Database['outbox']>;

/** An effect to be carried out by a job. `key` is the job's id as well: the same key is the same work. */
export interface Outgoing {
  key: string;
  job: string;
  payload: Record<string, unknown>;
  runAt: Date;
}

/** A row that lies further ahead stays in the database alone; the sweep hands it to the queue before it is due. */
const QUEUE_HORIZON_MS = 60_000;
/** So long before: the queue keeps a time better than a sweep that looks once a second. */
const LEAD_MS = 10_000;
/** How long the queue has before the sweep hands a row in again; handing in a job that is there changes nothing. */
const GRACE_MS = 2_000;
const RELAY_AGAIN_MS = 15_000;

export const isNear = (runAt: Date, now: Date): boolean =>
  runAt.getTime() - now.getTime() <= QUEUE_HORIZON_MS;

/** When the sweep looks at a row: a moment after its job should have run, or when its time has come near. */
export const relayAfter = (runAt: Date, now: Date): Date =>
  new Date(runAt.getTime() + (isNear(runAt, now) ? GRACE_MS : -LEAD_MS));

/** Adds effects in the transaction that decides on them; a key that is there already stays as it is. */
export async function putOutbox(db: Db, rows: readonly Outgoing[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto('outbox')
    .values(
      rows.map((row) => ({
        key: row.key,
        job: row.job,
        payload: JSON.stringify(row.payload),
        run_at: row.runAt,
        relay_after: relayAfter(row.runAt, now),
        last_error: null,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/** Locks the row of this work until the transaction ends; undefined when the work was done before. */
export function lockOutbox(db: Db, key: string): Promise<OutboxRow | undefined> {
  return db.selectFrom('outbox').selectAll().where('key', '=', key).forUpdate().executeTakeFirst();
}

/** Locks the row of this work if nobody holds it. */
export async function isFree(db: Db, key: string): Promise<boolean> {
  const row = await db
    .selectFrom('outbox')
    .select('key')
    .where('key', '=', key)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row !== undefined;
}

/** The row goes in the transaction that does its work. @returns false when it was gone: the work was done before */
export async function removeOutbox(db: Db, key: string): Promise<boolean> {
  const result = await db.deleteFrom('outbox').where('key', '=', key).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/**
 * The work waits until `runAt`, as a new generation: its job has another id, because the present job still holds its own.
 * @param failure a code, when an error is the cause; counts as an attempt
 */
export async function postponeOutbox(
  db: Db,
  key: string,
  runAt: Date,
  now: Date,
  failure: string | null,
): Promise<OutboxRow | undefined> {
  return db
    .updateTable('outbox')
    .set((set) => ({
      run_at: runAt,
      relay_after: relayAfter(runAt, now),
      last_error: failure,
      generation: set('generation', '+', 1),
      attempts: failure === null ? set.ref('attempts') : set('attempts', '+', 1),
    }))
    .where('key', '=', key)
    .returningAll()
    .executeTakeFirst();
}

/**
 * Rows that the queue should have and may not have (it was lost, or a process died between commit and hand-over),
 * and rows whose time has come near. Each is offered to one process at a time.
 */
export async function rowsToRelay(db: Db, now: Date, limit: number): Promise<OutboxRow[]> {
  const again = new Date(now.getTime() + RELAY_AGAIN_MS);
  const result = await sql<OutboxRow>`
    update outbox set relay_after = greatest(${again}::timestamptz, run_at + ${`${GRACE_MS} ms`}::interval)
    where key in (
      select key from outbox where relay_after <= ${now} order by relay_after limit ${limit} for update skip locked
    ) returning *`.execute(db);
  return result.rows;
}

export async function outboxBacklog(db: Db, now: Date): Promise<{ overdue: number; failing: number }> {
  const row = await db
    .selectFrom('outbox')
    .select((select) => [
      select.fn
        .countAll<number>()
        .filterWhere('run_at', '<', new Date(now.getTime() - 10_000))
        .as('overdue'),
      select.fn.countAll<number>().filterWhere('attempts', '>', 3).as('failing'),
    ])
    .executeTakeFirstOrThrow();
  return { overdue: Number(row.overdue), failing: Number(row.failing) };
}
