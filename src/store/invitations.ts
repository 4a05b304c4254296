import { type Insertable, sql } from 'kysely';
import type { DialogueState } from '../model/dialogue.ts';
import type { SurveyMetric } from '../model/template.ts';
import type { Database, Db, InvitationRow } from './schema.ts';

export async function insertInvitation(
  db: Db,
  values: Insertable<Database['invitations']>,
): Promise<InvitationRow> {
  const row = await db.insertInto('invitations').values(values).returningAll().executeTakeFirstOrThrow();
  await addTransition(db, row.id, row.created_at, { state: row.state, reason: row.reason });
  return row;
}

/** Locks the row until the transaction ends: events of one invitation are handled one after another. */
export function lockInvitation(db: Db, id: number): Promise<InvitationRow | undefined> {
  return db.selectFrom('invitations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export function invitationOfConversation(db: Db, conversationId: number): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst();
}

/** The newest invitation in this thread that was asked and still takes answers at this time. */
export function answerableInThread(db: Db, threadKey: string, now: Date): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('thread_key', '=', threadKey)
    .where('state', 'in', ['asking', 'asked', 'delivered', 'answered'])
    .where('expires_at', '>', now)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
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

/** Writes what a step changed: the dialogue, and a transition where the state or its reason is another. */
export async function saveDialogue(
  db: Db,
  row: InvitationRow,
  next: DialogueState,
  now: Date,
): Promise<void> {
  const moved = next.state !== row.state || next.reason !== row.reason;
  const answered = next.state === 'answered';
  await db
    .updateTable('invitations')
    .set({
      dialogue: JSON.stringify(next),
      state: next.state,
      reason: next.reason,
      ...(answered && row.answered_at === null ? { answered_at: now } : {}),
      ...(answered && next.reason === 'complete' && row.completed_at === null ? { completed_at: now } : {}),
      ...(next.state === 'delivered' && row.delivered_at === null ? { delivered_at: now } : {}),
    })
    .where('id', '=', row.id)
    .execute();
  if (moved) await addTransition(db, row.id, now, { state: next.state, reason: next.reason });
}

async function addTransition(
  db: Db,
  invitationId: number,
  at: Date,
  transition: Pick<DialogueState, 'state' | 'reason'>,
): Promise<void> {
  await db
    .insertInto('transitions')
    .values({ invitation_id: invitationId, at, ...transition })
    .execute();
}

/** When this person was last asked, over all channels; an ask that may have gone out counts. */
export async function lastAsked(
  db: Db,
  contactId: number | null,
): Promise<{ any: Date | null; byMetric: Partial<Record<SurveyMetric, Date>> }> {
  if (contactId === null) return { any: null, byMetric: {} };
  const rows = await db
    .selectFrom('invitations')
    .select(['metric', sql<Date>`max(sent_at)`.as('at')])
    .where('contact_id', '=', contactId)
    .where('sent_at', 'is not', null)
    .groupBy('metric')
    .execute();
  const times = rows.map((row) => row.at.getTime());
  return {
    any: times.length === 0 ? null : new Date(Math.max(...times)),
    byMetric: Object.fromEntries(rows.map((row) => [row.metric, row.at])),
  };
}
