import type { Answer } from '../model/invitation.ts';
import type { Db } from './schema.ts';

/**
 * Keeps an answer. An earlier answer to the same question is superseded and stays in the history; words without a
 * score supersede nothing.
 * @param scored the invitation's score comes from this question
 */
export async function recordResponse(
  db: Db,
  input: {
    invitationId: number;
    question: string;
    answer: Answer;
    inboundId: number | null;
    scored: boolean;
    now: Date;
  },
): Promise<void> {
  const { answer, now } = input;
  const replaces = answer.score !== undefined || answer.choice !== undefined || answer.skipped === true;
  if (replaces) {
    await db
      .updateTable('responses')
      .set({ superseded_at: now })
      .where('invitation_id', '=', input.invitationId)
      .where('question_id', '=', input.question)
      .where('superseded_at', 'is', null)
      .where((where) => where.or([where('score', 'is not', null), where('choice', 'is not', null)]))
      .execute();
  }
  await db
    .insertInto('responses')
    .values({
      invitation_id: input.invitationId,
      question_id: input.question,
      score: answer.score ?? null,
      choice: answer.choice ?? null,
      text: answer.text ?? null,
      skipped: answer.skipped ?? false,
      inbound_id: input.inboundId,
      at: now,
      superseded_at: null,
    })
    .execute();
  if (input.scored && answer.score !== undefined) {
    await db
      .updateTable('invitations')
      .set({ score: answer.score, scored_at: now })
      .where('id', '=', input.invitationId)
      .execute();
  }
}
