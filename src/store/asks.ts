import type { MessageRef, OutgoingMessage } from '../model/outgoing.ts';
import type { AskRow, AskState, Db } from './schema.ts';

export async function insertAsk(
  db: Db,
  ask: {
    invitationId: number;
    key: string;
    purpose: string;
    questionId: string | null;
    message: OutgoingMessage;
    now: Date;
  },
): Promise<number> {
  const row = await db
    .insertInto('asks')
    .values({
      invitation_id: ask.invitationId,
      key: ask.key,
      purpose: ask.purpose,
      question_id: ask.questionId,
      message: JSON.stringify(ask.message),
      created_at: ask.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export function lockAsk(db: Db, id: number): Promise<AskRow | undefined> {
  return db.selectFrom('asks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Messages of an invitation go out in the order they were decided on. */
export async function hasEarlierUnsent(db: Db, ask: AskRow): Promise<boolean> {
  const row = await db
    .selectFrom('asks')
    .select('id')
    .where('invitation_id', '=', ask.invitation_id)
    .where('id', '<', ask.id)
    .where('state', 'in', ['pending', 'sending'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks the ask as being sent, by this process, from now on. */
export async function claimAsk(db: Db, id: number, holder: string, now: Date): Promise<void> {
  await db
    .updateTable('asks')
    .set((set) => ({
      state: 'sending',
      claimed_by: holder,
      claimed_at: now,
      attempts: set('attempts', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

export async function settleAsk(
  db: Db,
  id: number,
  outcome: { state: AskState; ref?: MessageRef | null; code?: string | null; sentAt?: Date },
): Promise<void> {
  await db
    .updateTable('asks')
    .set({
      state: outcome.state,
      error_code: outcome.code ?? null,
      ...(outcome.ref == null ? {} : { ref: JSON.stringify(outcome.ref) }),
      ...(outcome.sentAt === undefined ? {} : { sent_at: outcome.sentAt }),
    })
    .where('id', '=', id)
    .execute();
}

/** Sent messages that asked this question, the newest first: the ones to edit when it is answered. */
export function sentQuestions(db: Db, invitationId: number, questionId: string): Promise<AskRow[]> {
  return db
    .selectFrom('asks')
    .selectAll()
    .where('invitation_id', '=', invitationId)
    .where('question_id', '=', questionId)
    .orderBy('id', 'desc')
    .execute();
}

/** The ask that went out as this message of the channel, if it was one of ours. */
export function askByRef(db: Db, threadKey: string, ref: MessageRef): Promise<AskRow | undefined> {
  return db
    .selectFrom('asks')
    .innerJoin('invitations', 'invitations.id', 'asks.invitation_id')
    .selectAll('asks')
    .where('invitations.thread_key', '=', threadKey)
    .where((where) => where('asks.ref', '@>', JSON.stringify(ref) as never))
    .orderBy('asks.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
