import { type Selectable, sql } from 'kysely';
import type { Database, Db } from './schema.ts';

/** The class of the advisory locks by which open transactions tell above which id theirs will be. */
const OPEN_HANDOVERS = 70;

/** A customer's message that is the agents' to answer. One a message, however often it is worked. */
export async function insertHandover(
  db: Db,
  handover: {
    inboundId: number | null;
    invitationId: number | null;
    channel: string;
    threadKey: string;
    reason: string;
    text: string;
    at: Date;
  },
): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${OPEN_HANDOVERS}::int, last_value::int)
    from handovers_id_seq`.execute(db);
  await db
    .insertInto('handovers')
    .values({
      inbound_id: handover.inboundId,
      invitation_id: handover.invitationId,
      channel: handover.channel,
      thread_key: handover.threadKey,
      reason: handover.reason,
      text: handover.text,
      at: handover.at,
    })
    .onConflict((conflict) => conflict.column('inbound_id').doNothing())
    .execute();
}

/**
 * Up to which id no open transaction can still add one. Ids are drawn before the commit: a lower one may appear after
 * a higher one, and who reads on from the higher would never see it. The order of the two reads matters: every id up to
 * the sequence's value was drawn under a lock that the second read sees, unless its transaction has ended.
 */
async function settledUpTo(db: Db): Promise<number> {
  const drawn = await sql<{ id: number }>`select last_value::float8 as id from handovers_id_seq`.execute(db);
  const open = await sql<{ id: number | null }>`
    select min(objid::bigint)::float8 as id from pg_locks
    where locktype = 'advisory' and classid = ${OPEN_HANDOVERS}::int::oid and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  const last = drawn.rows[0]?.id ?? 0;
  return Math.min(last, open.rows[0]?.id ?? last);
}

/**
 * Handed-over messages after this id, oldest first. One that is younger than an open transaction's is held back until
 * that has ended, so that reading on from the last id skips none.
 */
export async function handoversSince(
  db: Db,
  afterId: number,
  limit: number,
): Promise<Selectable<Database['handovers']>[]> {
  const settled = await settledUpTo(db);
  return db
    .selectFrom('handovers')
    .selectAll()
    .where('id', '>', afterId)
    .where('id', '<=', settled)
    .orderBy('id')
    .limit(limit)
    .execute();
}
