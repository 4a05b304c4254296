import { explainReason } from '../intake/reasons.ts';
import { AfterwordError } from '../model/errors.ts';
import { summaryOf, type Why } from '../reports/index.ts';
import { findConversations } from '../store/conversations.ts';
import { historyOf, type InvitationHistory } from '../store/history.ts';
import { hooksOf } from '../store/hooks.ts';
import { invitationOfConversation } from '../store/invitations.ts';
import type { ConversationRow, Db } from '../store/schema.ts';

const NOTHING: InvitationHistory = { transitions: [], asks: [], inbound: [], responses: [], actions: [] };

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/**
 * Why a customer was asked or not, for each close of the conversation, the latest first.
 * @param name our id, the helpdesk's id, or "source:id"
 * @throws AfterwordError AW_NOT_FOUND
 */
export async function why(db: Db, name: string): Promise<Why[]> {
  const conversations = await findConversations(db, name);
  if (conversations.length === 0) {
    throw new AfterwordError('AW_NOT_FOUND', await whyNothing(db, name));
  }
  return Promise.all(conversations.map((conversation) => whyOne(db, conversation)));
}

/** A hook may have come and led to nothing: then that is the answer. */
async function whyNothing(db: Db, name: string): Promise<string> {
  const [hook] = await hooksOf(db, name.replace(/^[a-z-]+:/, ''));
  const unknown = `No closed conversation is known as "${name}".`;
  if (hook === undefined) return `${unknown} Its hook has not arrived, or was refused.`;
  const at = hook.received_at.toISOString();
  if (hook.outcome === null) return `${unknown} Its hook came at ${at} and waits to be worked.`;
  const { what, next = '' } = explainReason(hook.reason ?? hook.outcome);
  return `${unknown} A hook of ${hook.source} came at ${at} and led to nothing: ${what}. ${next}`.trim();
}

async function whyOne(db: Db, conversation: ConversationRow): Promise<Why> {
  const invitation = await invitationOfConversation(db, conversation.id);
  const history = invitation === undefined ? NOTHING : await historyOf(db, invitation.id);
  const told = {
    conversation: {
      id: conversation.public_id,
      source: conversation.source,
      helpdesk_id: conversation.external_id,
      channel: conversation.channel,
      closed_at: conversation.closed_at.toISOString(),
    },
    asked: invitation !== undefined && invitation.due_at !== null,
    template: invitation?.template_id ?? null,
    variant: invitation?.variant ?? null,
    tags: history.actions.filter(({ kind }) => kind === 'tag').map(({ detail }) => detail),
    state: invitation?.state ?? 'suppressed',
    reason: invitation?.reason ?? null,
    checks: invitation?.checks ?? [],
    ground: invitation?.ground ?? null,
    history: history.transitions.map((t) => ({ at: t.at.toISOString(), state: t.state, reason: t.reason })),
    messages: history.asks.map((ask) => ({
      at: ask.created_at.toISOString(),
      purpose: ask.purpose,
      question: ask.question_id,
      state: ask.state,
      sent_at: iso(ask.sent_at),
      attempts: ask.attempts,
      code: ask.error_code,
      form: ask.rung,
      form_reason: ask.rung_reason,
    })),
    events: history.inbound.map((row) => ({
      at: row.received_at.toISOString(),
      kind: row.event.kind,
      outcome: row.outcome,
    })),
    answers: history.responses.map((r) => ({
      at: r.at.toISOString(),
      question: r.question_id,
      score: r.score,
      choice: r.choice,
      choices: r.choices,
      has_text: r.text !== null,
      superseded: r.superseded_at !== null,
    })),
    actions: history.actions.map((action) => ({
      at: action.at.toISOString(),
      kind: action.kind,
      detail: action.detail,
      state: action.state,
      code: action.code,
    })),
  };
  return { ...told, summary: summaryOf(told) };
}
