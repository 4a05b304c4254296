import { type SqlBool, sql } from 'kysely';
import type { Identity } from '../model/contact.ts';
import type { DialogueState } from '../model/dialogue.ts';
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

/**
 * Writes what a step changed: the dialogue, the score if it gave one, and a transition where the state or its reason
 * is another. The times of the first delivery, answer and completion stay as they are once they are known.
 */
export async function saveDialogue(
  db: Db,
  row: InvitationRow,
  next: DialogueState,
  { now, score }: { now: Date; score: number | null },
): Promise<void> {
  const moved = next.state !== row.state || next.reason !== row.reason;
  const answered = next.state === 'answered';
  const nowIf = (happened: boolean) => sql`${happened ? now : null}::timestamptz`;
  await sql`
    with moved as (
      insert into transitions (invitation_id, at, state, reason)
      select ${row.id}, ${now}, ${next.state}, ${next.reason} where ${moved}
    )
    update invitations set
      dialogue = ${JSON.stringify(next)},
      state = ${next.state},
      reason = ${next.reason},
      score = coalesce(${score}, score),
      scored_at = coalesce(${nowIf(score !== null)}, scored_at),
      delivered_at = coalesce(delivered_at, ${nowIf(next.state === 'delivered')}),
      answered_at = coalesce(answered_at, ${nowIf(answered)}),
      completed_at = coalesce(completed_at, ${nowIf(answered && next.reason === 'complete')})
    where id = ${row.id}`.execute(db);
}
