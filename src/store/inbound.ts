import { sql } from 'kysely';
import type { IncomingEvent } from '../model/incoming.ts';
import type { Db, InboundRow } from './schema.ts';

/** Stores an event once. @returns its id, or null when the platform had delivered it before */
export async function insertInbound(
  db: Db,
  event: IncomingEvent,
  rest: { threadKey: string; invitationId: number | null; outcome: string | null; now: Date },
): Promise<number | null> {
  const row = await db
    .insertInto('inbound')
    .values({
      channel: event.channel,
      event_id: event.eventId,
      thread_key: rest.threadKey,
      event: JSON.stringify(event),
      invitation_id: rest.invitationId,
      outcome: rest.outcome,
      received_at: rest.now,
      processed_at: rest.outcome === null ? null : rest.now,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'event_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Events of one thread are worked one at a time, also across processes. */
export async function lockThread(db: Db, threadKey: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${threadKey}, 30))`.execute(db);
}

/** What waits in a thread up to and with this event, oldest first. */
export function waitingInThread(db: Db, threadKey: string, upTo: number): Promise<InboundRow[]> {
  return db
    .selectFrom('inbound')
    .selectAll()
    .where('thread_key', '=', threadKey)
    .where('processed_at', 'is', null)
    .where('id', '<=', upTo)
    .orderBy('id')
    .execute();
}

export async function markProcessed(
  db: Db,
  id: number,
  outcome: { outcome: string; invitationId: number | null; now: Date },
): Promise<void> {
  await db
    .updateTable('inbound')
    .set({ processed_at: outcome.now, outcome: outcome.outcome, invitation_id: outcome.invitationId })
    .where('id', '=', id)
    .execute();
}
