import { sql } from 'kysely';
import type { DialogueState } from '../model/dialogue.ts';
import type { IncomingEvent } from '../model/incoming.ts';
import type { Db, InvitationRow } from './schema.ts';

/** What a platform says has become of a message of ours. */
export type StatusEvent = Extract<IncomingEvent, { kind: 'status' }>;

/** A receipt, in its thread. */
export interface ReceiptTold {
  event: StatusEvent;
  threadKey: string;
}

/** The ask that went out as a message, null where it is none of ours. */
export interface AskTold {
  askId: number | null;
  invitationId: number | null;
  /** A message into the thread is on its way, and what became of it is not written down yet: it may be this one. */
  sending: boolean;
}

/** Which messages of ours these are; both columns as of one moment, so that no send is missed in between. */
export async function asksTold(db: Db, receipts: readonly ReceiptTold[]): Promise<AskTold[]> {
  const { rows } = await sql<AskTold>`
    select asks.id::float8 as "askId", asks.invitation_id::float8 as "invitationId", found.sending
    from unnest(${receipts.map(({ threadKey }) => threadKey)}::text[],
      ${receipts.map(({ event }) => JSON.stringify(event.message))}::text[]) with ordinality as told (thread, ref, place)
    cross join lateral (
      select max(own.id) as id, coalesce(bool_or(own.sending), false) as sending
      from invitations cross join lateral (
        select max(id) filter (where ref @> told.ref::jsonb) as id, bool_or(state = 'sending') as sending
        from asks where asks.invitation_id = invitations.id
      ) as own
      where invitations.thread_key = told.thread
    ) as found
    left join asks on asks.id = found.id
    order by told.place`.execute(db);
  return rows;
}

/** Locks them until the transaction ends, in one order, so that two who do so do not wait for each other. */
export async function lockInvitations(db: Db, ids: readonly number[]): Promise<Map<number, InvitationRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<InvitationRow>`
    select * from invitations where id = any(${ids}::bigint[]) order by id for no key update`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Writes what receipts changed. A receipt may come after the answer and is one all the same: its time is kept, and the
 * dialogue stays as it is. The first receipt counts.
 */
export async function saveReceipts(
  db: Db,
  receipts: readonly { row: InvitationRow; next: DialogueState }[],
  now: Date,
): Promise<void> {
  const news = receipts.filter(({ row, next }) => next !== row.dialogue || row.delivered_at === null);
  if (news.length === 0) return;
  await sql`
    with told as (
      select id, dialogue::jsonb as dialogue, moved
      from unnest(${news.map(({ row }) => row.id)}::bigint[], ${news.map(({ next }) => JSON.stringify(next))}::text[],
        ${news.map(({ row, next }) => next !== row.dialogue)}::boolean[]) as told (id, dialogue, moved)
    ), moved as (
      insert into transitions (invitation_id, at, state, reason)
      select id, ${now}, dialogue ->> 'state', dialogue ->> 'reason' from told where moved
    )
    update invitations set
      dialogue = told.dialogue, state = told.dialogue ->> 'state', reason = told.dialogue ->> 'reason',
      delivered_at = coalesce(delivered_at, ${now})
    from told where invitations.id = told.id`.execute(db);
}

/**
 * Stores receipts once, with what came of them; null: they wait.
 * @returns the ids of those that were not known, by their place among these
 */
export async function storeReceipts(
  db: Db,
  receipts: readonly (ReceiptTold & { invitationId: number | null; outcome: string | null })[],
  now: Date,
): Promise<{ id: number; place: number }[]> {
  const { rows } = await sql<{ id: number; event_id: string }>`
    with told as (
      select * from unnest(${receipts.map(({ event }) => event.channel)}::text[],
        ${receipts.map(({ event }) => event.eventId)}::text[], ${receipts.map(({ threadKey }) => threadKey)}::text[],
        ${receipts.map(({ event }) => JSON.stringify(event))}::text[],
        ${receipts.map(({ invitationId }) => invitationId)}::bigint[],
        ${receipts.map(({ outcome }) => outcome)}::text[]) as told (channel, event_id, thread, event, invitation_id, outcome)
    )
    insert into inbound (channel, event_id, thread_key, event, invitation_id, outcome, received_at, processed_at)
    select channel, event_id, thread, event::jsonb, invitation_id, outcome, ${now},
      case when outcome is not null then ${now}::timestamptz end
    from told order by channel, event_id
    on conflict (channel, event_id) do nothing
    returning id::float8 as id, channel || ' ' || event_id as event_id`.execute(db);
  const places = new Map(receipts.map(({ event }, place) => [`${event.channel} ${event.eventId}`, place]));
  return rows.flatMap(({ id, event_id }) => {
    const place = places.get(event_id);
    return place === undefined ? [] : [{ id, place }];
  });
}
