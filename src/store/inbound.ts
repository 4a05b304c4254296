import { type SqlBool, sql } from 'kysely';
import type { Identity } from '../model/contact.ts';
import type { IncomingEvent } from '../model/incoming.ts';
import { type OutboxRow, relayAfter } from './outbox.ts';
import type { Db, InboundRow } from './schema.ts';

/**
 * Stores an event once, together with its work; an event that has its outcome already makes no work. One statement,
 * and so one transaction.
 * @returns null when the platform had delivered the event before; else the work to hand to the queue, if any
 */
export async function storeInbound(
  db: Db,
  event: IncomingEvent,
  rest: { threadKey: string; invitationId: number | null; outcome: string | null; now: Date },
): Promise<{ work: OutboxRow | null } | null> {
  const { outcome, now } = rest;
  const result = await sql<OutboxRow | { key: null }>`
    with stored as (
      insert into inbound (channel, event_id, thread_key, event, invitation_id, outcome, received_at, processed_at)
      values (${event.channel}, ${event.eventId}, ${rest.threadKey}, ${JSON.stringify(event)},
        ${rest.invitationId}, ${outcome}, ${now}, ${outcome === null ? null : now})
      on conflict (channel, event_id) do nothing
      returning id
    ), work as (
      insert into outbox (key, job, payload, run_at, relay_after, created_at)
      select 'receive-' || id, ${jobOf(event)}, jsonb_build_object('inboundId', id), ${now}::timestamptz,
        ${relayAfter(now, now)}::timestamptz, ${now}::timestamptz
      from stored where ${outcome === null}
      returning *
    )
    select work.* from stored left join work on true`.execute(db);
  const [row] = result.rows;
  if (row === undefined) return null;
  return { work: row.key === null ? null : row };
}

/** A close begins a conversation anew and waits for nothing that was said before; all else is worked in order. */
const jobOf = ({ kind }: IncomingEvent): string => (kind === 'closed' ? 'close' : 'receive');

export function inboundById(db: Db, id: number): Promise<InboundRow | undefined> {
  return db.selectFrom('inbound').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What waits in a thread up to and with this event, oldest first. */
export function waitingInThread(db: Db, threadKey: string, upTo: number): Promise<InboundRow[]> {
  return db
    .selectFrom('inbound')
    .selectAll()
    .where('thread_key', '=', threadKey)
    .where('processed_at', 'is', null)
    .where('id', '<=', upTo)
    .where(sql<SqlBool>`event ->> 'kind' <> 'closed'`)
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

/**
 * When the customer last wrote or tapped in a thread: as we heard it, or as the helpdesk told it at the close; where it
 * told nothing, the close itself is the latest that it can have been.
 * @param place.sender only this person's words count; null: everybody's, because the place is one person's
 */
export async function lastHeard(
  db: Db,
  place: { threadKey: string; conversationId: number; sender: Identity | null },
): Promise<Date | null> {
  const { type, value } = place.sender ?? { type: null, value: null };
  const result = await sql<{ at: Date | null }>`
    select greatest(
      (select max((event ->> 'at')::timestamptz) from inbound
        where thread_key = ${place.threadKey} and event ->> 'kind' in ('choice', 'text')
          and (${type}::text is null
            or (event -> 'sender' ->> 'type' = ${type} and event -> 'sender' ->> 'value' = ${value}))),
      (select coalesce(last_customer_message_at, closed_at) from conversations
        where id = ${place.conversationId})
    ) as at`.execute(db);
  return result.rows[0]?.at ?? null;
}
