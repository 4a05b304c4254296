import { type SqlBool, sql } from 'kysely';
import type { Identity } from '../model/contact.ts';
import type { DialogueState } from '../model/dialogue.ts';
import type { Ground } from '../planning/index.ts';
import type { Db, InvitationRow } from './schema.ts';

/**
 * Locks the row until the transaction ends: events of one invitation are handled one after another. Rows that merely
 * refer to the invitation, such as an event that comes in, can be added meanwhile.
 */
export function lockInvitation(db: Db, id: number): Promise<InvitationRow | undefined> {
  return db.selectFrom('invitations').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

export function invitationById(db: Db, id: number): Promise<InvitationRow | undefined> {
  return db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
}

export function invitationOfConversation(db: Db, conversationId: number): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst();
}

/**
 * The invitation that was asked last in this thread, whatever became of it. A typed message belongs to it or to nobody:
 * never to an older one, which the customer has long forgotten. In a group, each person has their own.
 */
export function lastAskedInThread(
  db: Db,
  threadKey: string,
  sender: Identity,
): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('thread_key', '=', threadKey)
    .where(
      sql<SqlBool>`expected_sender is null or (
        expected_sender ->> 'type' = ${sender.type} and expected_sender ->> 'value' = ${sender.value}
      )`,
    )
    .where((where) => where.or([where('sent_at', 'is not', null), where('state', '=', 'asking')]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether anybody was asked anything in this thread. */
export async function isSurveyed(db: Db, threadKey: string): Promise<boolean> {
  const row = await db
    .selectFrom('invitations')
    .select('id')
    .where('thread_key', '=', threadKey)
    .where('sent_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Invitations in this thread that a refusal ends: planned, unanswered, or with a follow-up still open. */
export function openInThread(db: Db, threadKey: string): Promise<{ id: number }[]> {
  return db
    .selectFrom('invitations')
    .select('id')
    .where('thread_key', '=', threadKey)
    .where((where) =>
      where.or([
        where('state', 'in', ['planned', 'asking', 'asked', 'delivered']),
        where.and([where('state', '=', 'answered'), where('reason', '=', 'partial')]),
      ]),
    )
    .orderBy('id')
    .execute();
}

/** Invitations on this channel (null: on any) of whoever has these handles, that a refusal ends. */
export async function openOfHandles(
  db: Db,
  handles: readonly Identity[],
  channel: string | null,
): Promise<{ id: number }[]> {
  const types = handles.map(({ type }) => type);
  const values = handles.map(({ value }) => value);
  const result = await sql<{ id: number }>`
    with told as (select * from unnest(${types}::text[], ${values}::text[]) as told (type, value))
    select id::float8 as id from invitations
    where (contact_id in (select contact_id from identities join told using (type, value))
        or (expected_sender ->> 'type', expected_sender ->> 'value') in (select type, value from told))
      and (${channel}::text is null or channel = ${channel})
      and (state in ('planned', 'asking', 'asked', 'delivered') or (state = 'answered' and reason = 'partial'))
    order by id`.execute(db);
  return result.rows;
}

/** Invitations of this person that are planned, over all channels; the first to fall due first. */
export function plannedForContact(db: Db, contactId: number): Promise<{ id: number }[]> {
  return db
    .selectFrom('invitations')
    .select('id')
    .where('contact_id', '=', contactId)
    .where('state', '=', 'planned')
    .orderBy('due_at')
    .orderBy('id')
    .execute();
}

/** A planned question waits until another time, and its end with it. */
export async function holdInvitation(
  db: Db,
  id: number,
  held: { due: Date; expires: Date | null; reason: string; now: Date },
): Promise<void> {
  await sql`
    with held as (
      insert into transitions (invitation_id, at, state, reason)
      values (${id}, ${held.now}, 'planned', ${held.reason})
    )
    update invitations set due_at = ${held.due}, expires_at = ${held.expires} where id = ${id}`.execute(db);
}

/** On what ground somebody is asked, written when they are. */
export async function saveGround(db: Db, id: number, ground: Ground): Promise<void> {
  await db
    .updateTable('invitations')
    .set({ ground: JSON.stringify(ground) })
    .where('id', '=', id)
    .execute();
}

/** Invitations in this thread that wait to be asked or answered. */
export function unansweredInThread(db: Db, threadKey: string): Promise<{ id: number }[]> {
  return db
    .selectFrom('invitations')
    .select('id')
    .where('thread_key', '=', threadKey)
    .where('state', 'in', ['planned', 'asking', 'asked', 'delivered'])
    .orderBy('id')
    .execute();
}

/** What a step means for the columns that figures read. */
export interface StepTaken {
  now: Date;
  /** The first message of the invitation went out. */
  sent: boolean;
  /** The score that it gave. */
  score: number | null;
  /** An answer was taken back: the score, or one of another question. */
  retracted: 'score' | 'other' | null;
}

/**
 * Writes what a step changed: the dialogue, the score if it gave or took one, and a transition where the state or its
 * reason is another. The times of the first send, delivery, answer and completion stay as they are once they are known,
 * unless the answer is taken back.
 */
export async function saveDialogue(
  db: Db,
  row: InvitationRow,
  next: DialogueState,
  { now, score, retracted, sent }: StepTaken,
): Promise<void> {
  const moved = next.state !== row.state || next.reason !== row.reason;
  const answered = next.state === 'answered';
  const nowIf = (happened: boolean) => sql`${happened ? now : null}::timestamptz`;
  const unscored = sql`${retracted === 'score'}::boolean`;
  const unanswered = sql`${retracted !== null && !answered}::boolean`;
  const incomplete = sql`${retracted !== null}::boolean`;
  await sql`
    with moved as (
      insert into transitions (invitation_id, at, state, reason)
      select ${row.id}, ${now}, ${next.state}, ${next.reason} where ${moved}
    )
    update invitations set
      dialogue = ${JSON.stringify(next)},
      state = ${next.state},
      reason = ${next.reason},
      score = case when ${unscored} then null else coalesce(${score}, score) end,
      scored_at = case when ${unscored} then null else coalesce(${nowIf(score !== null)}, scored_at) end,
      sent_at = coalesce(sent_at, ${nowIf(sent)}),
      delivered_at = coalesce(delivered_at, ${nowIf(next.state === 'delivered')}),
      answered_at = case when ${unanswered} then null else coalesce(answered_at, ${nowIf(answered)}) end,
      completed_at = case when ${incomplete} then null
        else coalesce(completed_at, ${nowIf(answered && next.reason === 'complete')}) end
    where id = ${row.id}`.execute(db);
}
