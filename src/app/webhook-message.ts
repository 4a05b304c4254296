import { createHmac } from 'node:crypto';
import type { Answer } from '../model/invitation.ts';
import type { ConversationRow, InvitationRow } from '../store/schema.ts';
import type { ScoreRow } from '../store/scores-given.ts';

/** What a webhook says, as it stood when its condition first held. */
export function webhookBody(
  invitation: InvitationRow,
  conversation: Pick<ConversationRow, 'source' | 'external_id'>,
  known: { answers: Readonly<Record<string, Answer>>; score: number | null; at: Date },
): string {
  return JSON.stringify({
    type: 'survey.answered',
    timestamp: known.at.toISOString(),
    data: {
      invitation: invitation.public_id,
      conversation: { id: conversation.external_id, source: conversation.source },
      channel: invitation.channel,
      agent: invitation.agent_id,
      team: invitation.team,
      template: invitation.template_id,
      variant: invitation.variant,
      metric: invitation.metric,
      language: invitation.language,
      score: known.score,
      answers: known.answers,
    },
  });
}

/** One score as it was given: enough to make the same message again from the rows. */
export interface GivenScore {
  invitation: ScoreRow['invitation'];
  conversation: Pick<ConversationRow, 'source' | 'external_id'>;
  /** The event that it was given by. */
  inboundId: number | null;
  /** Null where the customer took it back. */
  score: number | null;
  at: Date;
}

/** What the webhook of scores says. */
export const scoreBody = ({ invitation, conversation, inboundId, score, at }: GivenScore): string =>
  JSON.stringify({
    type: score === null ? 'survey.score_withdrawn' : 'survey.scored',
    timestamp: at.toISOString(),
    data: {
      invitation: invitation.public_id,
      conversation: { id: conversation.external_id, source: conversation.source },
      channel: invitation.channel,
      agent: invitation.agent_id,
      team: invitation.team,
      template: invitation.template_id,
      variant: invitation.variant,
      metric: invitation.metric,
      instrument: invitation.instrument,
      language: invitation.language,
      score,
      // Events that waited are worked together, at one time; their numbers tell which came last.
      sequence: inboundId ?? 0,
    },
  });

/**
 * The three headers of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body.
 * @param id the same for every try of one message
 * @param secrets each of 24 to 64 bytes; the receiver takes a message that one of its own has signed
 */
export function webhookHeaders(
  message: { id: string; body: string },
  secrets: readonly Uint8Array[],
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const signed = createHmac('sha256', secret).update(`${message.id}.${timestamp}.${message.body}`);
    return `v1,${signed.digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'user-agent': 'afterword',
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
