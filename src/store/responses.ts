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
  const replaces = answer.score !== undefined || answer.choice !== undefined || answer.skipped === true;
  await sql`
    with superseded as (
      update responses set superseded_at = ${now}
      where invitation_id = ${input.invitationId} and question_id = ${input.question} and superseded_at is null
        and (score is not null or choice is not null) and ${replaces}
    )
    insert into responses (invitation_id, question_id, score, choice, text, skipped, inbound_id, at)
    values (${input.invitationId}, ${input.question}, ${answer.score ?? null}, ${answer.choice ?? null},
      ${answer.text ?? null}, ${answer.skipped ?? false}, ${input.inboundId}, ${now})`.execute(db);
}
