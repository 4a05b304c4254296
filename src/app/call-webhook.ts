import { scoreQuestion } from '../dialogue/index.ts';
import type { Effect } from '../model/dialogue.ts';
import { insertAction } from '../store/actions.ts';
import type { Carry } from './apply.ts';
import { webhookBody } from './webhook-message.ts';

/** Decides on a webhook: what it will say is written now, and sent by a job. */
export async function callWebhook(
  { unit, row, template, next, inbound }: Carry,
  { action, url }: Extract<Effect, { type: 'webhook' }>,
): Promise<void> {
  const conversation = await unit.db
    .selectFrom('conversations')
    .select(['source', 'external_id'])
    .where('id', '=', row.conversation_id)
    .executeTakeFirstOrThrow();
  const scored = scoreQuestion(template)?.id ?? '';
  const score = next.answers[scored]?.score ?? null;
  const body = webhookBody(row, conversation, { answers: next.answers, score, at: unit.now });
  const actionId = await insertAction(unit.db, {
    invitationId: row.id,
    kind: 'webhook',
    detail: new URL(url).host,
    state: 'pending',
    now: unit.now,
  });
  // A condition that holds, then not, then again is two messages; the same event worked twice is one.
  const id = `msg-${row.public_id}-${action}-${inbound?.id ?? 'timer'}`;
  const key = `webhook-${row.id}-${action}-${inbound?.id ?? 'timer'}`;
  unit.emit({ key, job: 'webhook', payload: { id, url, body, actionId }, runAt: unit.now });
}
