import { sql } from 'kysely';
import type { Answer } from '../model/invitation.ts';
import type { Db } from './schema.ts';

/**
 * Keeps an answer. An earlier answer to the same question is superseded and stays in the history; words without a
 * score supersede nothing. The invitation must be locked.
 */
export async function recordResponse(
  db: Db,
  input: { invitationId: number; question: string; answer: Answer; inboundId: number | null; now: Date },
): Promise<void> {
  const { answer, now } = input;
  const { score, choice, choices, skipped } = answer;
  const replaces = [score, choice, choices].some((given) => given !== undefined) || skipped === true;
  await sql`
    with superseded as (
      update responses set superseded_at = ${now}
      where invitation_id = ${input.invitationId} and question_id = ${input.question} and superseded_at is null
        and (score is not null or choice is not null or choices is not null) and ${replaces}
    )
    insert into responses (invitation_id, question_id, score, choice, choices, text, skipped, inbound_id, at)
    values (${input.invitationId}, ${input.question}, ${score ?? null}, ${choice ?? null},
      ${choices ?? null}, ${answer.text ?? null}, ${skipped ?? false}, ${input.inboundId}, ${now})`.execute(
    db,
  );
}

/** The answers to a question that still count no longer do; they stay in the history. The invitation must be locked. */
export async function retractResponses(
  db: Db,
  input: { invitationId: number; question: string; now: Date },
): Promise<void> {
  await db
    .updateTable('responses')
    .set({ superseded_at: input.now })
    .where('invitation_id', '=', input.invitationId)
    .where('question_id', '=', input.question)
    .where('superseded_at', 'is', null)
    .execute();
}

/** Whether the answer that counts was tapped, and not typed or said by other means. */
export async function wasTapped(db: Db, invitationId: number, question: string): Promise<boolean> {
  const row = await db
    .selectFrom('responses')
    .innerJoin('inbound', 'inbound.id', 'responses.inbound_id')
    .select(sql<string>`inbound.event ->> 'kind'`.as('kind'))
    .where('responses.invitation_id', '=', invitationId)
    .where('responses.question_id', '=', question)
    .where('responses.superseded_at', 'is', null)
    .orderBy('responses.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.kind === 'choice';
}
