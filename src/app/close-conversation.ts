import { isAnswerable, newDialogue, scoreQuestion } from '../dialogue/index.ts';
import type { Identity } from '../model/contact.ts';
import type { Address, ConversationClosed } from '../model/conversation.ts';
import { matchLanguage } from '../model/language.ts';
import { instrument } from '../model/scale.ts';
import type { Template } from '../model/template.ts';
import { type Plan, plan } from '../planning/index.ts';
import { rememberContact } from '../store/contacts.ts';
import { closesOf, insertConversation, lockConversation } from '../store/conversations.ts';
import { insertInvitation, invitationOfConversation, lastAsked } from '../store/invitations.ts';
import { hasOptedOut } from '../store/opt-outs.ts';
import type { ConversationRow, InvitationRow } from '../store/schema.ts';
import { keepTemplateVersion } from '../store/templates.ts';
import type { App } from './app.ts';
import { resolvePlace } from './place.ts';
import { TOPICS } from './topics.ts';
import { inTransaction, type Unit } from './unit.ts';

/** The answer to a hook; a repeat of the hook gets the same one. */
export interface CloseOutcome {
  /** Our id of this close. */
  conversation: string;
  /** Our id of the invitation; null when the customer is not asked. */
  invitation: string | null;
  decision: { ask: boolean; rule: string; at: string | null };
}

/** Where the customer can be reached: the channel's own form of the address, and the handles that go with it. */
export interface Place {
  address: Address;
  threadKey: string;
  expectedSender: Identity | null;
  fromAddress: Identity | null;
}

/**
 * A conversation was closed: remembers it and the person, and decides whether to ask. Everything in one transaction;
 * the same close told again changes nothing and gets the same answer.
 * @throws AfterwordError AW_CHANNEL_UNKNOWN, AW_ADDRESS; nothing is stored then
 */
export async function closeConversation(app: App, close: ConversationClosed): Promise<CloseOutcome> {
  const place = resolvePlace(app, close);
  return inTransaction(app, async (unit) => {
    await lockConversation(unit.db, close.source, close.id);
    const earlier = await closesOf(unit.db, close.source, close.id);
    const repeated = findRepeat(earlier, close);
    if (repeated !== undefined)
      return outcomeOf(repeated, await invitationOfConversation(unit.db, repeated.id));

    const closedAt = close.closed_at ?? unit.now;
    const contactId = await rememberContact(unit.db, {
      source: close.source,
      contact: close.contact,
      fromAddress: place.fromAddress,
      now: unit.now,
    });
    const conversation = await insertConversation(
      unit.db,
      { ...close, address: place.address },
      { closedAt, contactId, threadKey: place.threadKey, now: unit.now },
    );
    const decided =
      (await obstacle(unit, earlier, closedAt)) ?? (await decide(app, unit, close, place, conversation));
    const invitation = await invite(unit, { close, place, conversation, decided });
    unit.changed(TOPICS.invitations);
    unit.changed(TOPICS.thread(place.threadKey));
    return outcomeOf(conversation, invitation);
  });
}

/**
 * The same close told again: the same closing time; or, from a helpdesk that tells none, a close while the last one
 * still stands.
 */
function findRepeat(
  earlier: readonly ConversationRow[],
  close: ConversationClosed,
): ConversationRow | undefined {
  const time = close.closed_at?.getTime();
  if (time !== undefined) return earlier.find((row) => row.closed_at.getTime() === time);
  return earlier.find((row, index) => index === 0 && row.reopened_at === null);
}

/** The state of an invitation that still waits to be asked or answered. */
const isOpen = ({ state, reason }: InvitationRow): boolean =>
  state === 'planned' || (isAnswerable(state) && reason !== 'complete');

/**
 * What speaks against asking before any rule is looked at. Some helpdesks tell no reopening, and some give each retry
 * of a hook a new time: while a question about this conversation is still open, a second one would be one too many.
 */
async function obstacle(
  unit: Unit,
  earlier: readonly ConversationRow[],
  closedAt: Date,
): Promise<Extract<Plan, { ask: false }> | null> {
  const refuse = (rule: string, detail: string) => ({
    ask: false as const,
    rule,
    template: null,
    checks: [{ rule, passed: false, detail }],
  });
  if (earlier.some((row) => row.closed_at > closedAt)) {
    return refuse('overtaken', 'a later close of this conversation is known already');
  }
  for (const { id, reopened_at } of earlier) {
    const invitation = reopened_at === null ? await invitationOfConversation(unit.db, id) : undefined;
    if (invitation !== undefined && isOpen(invitation)) {
      return refuse('question_open', 'the question about the last close of this conversation is still open');
    }
  }
  return null;
}

async function decide(
  app: App,
  unit: Unit,
  close: ConversationClosed,
  place: Place,
  conversation: ConversationRow,
): Promise<Plan> {
  const contactId = conversation.contact_id;
  const identity = place.expectedSender;
  const [asked, optedOut] = [
    await lastAsked(unit.db, contactId),
    await hasOptedOut(unit.db, { channel: close.channel, contactId, identity }),
  ];
  const personKey = contactId === null ? place.threadKey : `contact-${contactId}`;
  return plan({ now: unit.now, close, personKey, optedOut, lastAsked: asked }, app.templates.all());
}

async function invite(
  unit: Unit,
  input: { close: ConversationClosed; place: Place; conversation: ConversationRow; decided: Plan },
): Promise<InvitationRow> {
  const { close, place, conversation, decided } = input;
  if (decided.template !== null) await keepTemplateVersion(unit.db, decided.template, unit.now);
  const template = decided.template?.template ?? null;
  const language = matchLanguage(template?.languages ?? ['en'], close.contact.language);
  const state = decided.ask ? 'planned' : 'suppressed';
  const invitation = await insertInvitation(unit.db, {
    conversation_id: conversation.id,
    contact_id: conversation.contact_id,
    channel: close.channel,
    thread_key: place.threadKey,
    address: JSON.stringify(place.address),
    expected_sender: place.expectedSender === null ? null : JSON.stringify(place.expectedSender),
    agent_id: close.agent?.id ?? null,
    team: close.agent?.team ?? null,
    template_id: template?.id ?? null,
    template_version: decided.template?.version ?? null,
    metric: template?.metric ?? null,
    instrument: template === null ? null : instrumentOf(template),
    language,
    state,
    reason: decided.ask ? null : decided.rule,
    checks: JSON.stringify(decided.checks),
    dialogue: JSON.stringify(newDialogue(language, state, decided.ask ? null : decided.rule)),
    due_at: decided.ask ? decided.at : null,
    expires_at: decided.ask ? decided.expiresAt : null,
    created_at: unit.now,
  });
  if (decided.ask) {
    const payload = { invitationId: invitation.id, timer: 'due' };
    await unit.emit([{ key: `due-${invitation.id}`, job: 'timer', payload, runAt: decided.at }]);
  }
  return invitation;
}

function instrumentOf(template: Template): string | null {
  const question = scoreQuestion(template);
  return question?.type === 'scale' ? instrument(template.metric, question.scale) : null;
}

function outcomeOf(conversation: ConversationRow, invitation: InvitationRow | undefined): CloseOutcome {
  const asked = invitation !== undefined && invitation.due_at !== null;
  const rule = asked ? 'eligible' : (invitation?.reason ?? 'no_template');
  return {
    conversation: conversation.public_id,
    invitation: asked ? invitation.public_id : null,
    decision: { ask: asked, rule, at: asked ? (invitation.due_at?.toISOString() ?? null) : null },
  };
}
