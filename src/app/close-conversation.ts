import { newDialogue, scoreQuestion } from '../dialogue/index.ts';
import type { Identity } from '../model/contact.ts';
import type { Address, ConversationClosed } from '../model/conversation.ts';
import type { RuleCheck } from '../model/decision.ts';
import type { InvitationState } from '../model/invitation.ts';
import { type Language, matchLanguage } from '../model/language.ts';
import { marksOf } from '../model/measurement.ts';
import { instrument } from '../model/scale.ts';
import type { Template } from '../model/template.ts';
import type { Variables } from '../model/variables.ts';
import { explain, type Plan, type PlanningFacts, plan, variantFor } from '../planning/index.ts';
import { lastSpoken } from '../store/asking-facts.ts';
import { handlesOf, lockForClose, personBehind, rememberPerson } from '../store/contacts.ts';
import { closesOf, insertClose, type StoredClose, segmentAtClose } from '../store/conversations.ts';
import { invitationOfConversation } from '../store/invitations.ts';
import type { ConversationRow } from '../store/schema.ts';
import { useSkips } from '../store/skips.ts';
import { keepTemplateVersions } from '../store/templates.ts';
import type { App } from './app.ts';
import { resolvePlace } from './place.ts';
import { planningFacts } from './planning-facts.ts';
import { recheckPlanned } from './recheck-planned.ts';
import { stageOfTemplate } from './stages.ts';
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
  const templates = app.templates.all();
  await keepTemplateVersions(app.db, templates, app.now());
  const handles = handlesOf(close.source, close.contact, place.fromAddress);
  return inTransaction(app, async (unit) => {
    await lockForClose(unit.db, close, handles);
    const earlier = await closesOf(unit.db, close.source, close.id);
    const repeated = findRepeat(earlier, close);
    if (repeated !== undefined)
      return outcomeOf(repeated, await invitationOfConversation(unit.db, repeated.id));

    const closedAt = close.closed_at ?? unit.now;
    const { channel, contact } = close;
    const { expectedSender, threadKey } = place;
    const person = await personBehind(unit.db, { handles, channel, expectedSender, now: unit.now });
    const contactId = await rememberPerson(unit.db, person, { handles, contact, now: unit.now });
    if (contactId !== null && person.contacts.length > 1) await recheckPlanned(app, unit, contactId);
    const personKey = personKeyOf(contactId, place);
    const known = { close, closedAt, earlier, handles, person: person.facts, personKey, threadKey };
    const facts = await planningFacts(app, unit, known);
    const decided = plan(facts, templates);
    const checks = explain(facts, templates);
    const language =
      contact.language ?? person.language ?? (await lastSpoken(unit.db, threadKey)) ?? undefined;
    const planned = { close, closedAt, contactId, place, facts, decided, checks, language };
    const stored = await store(app, unit, planned);
    unit.changed(TOPICS.invitations);
    unit.changed(TOPICS.thread(place.threadKey));
    return outcomeOf(stored.conversation, stored.invitation);
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

/** The person's stable name, by which samples and variants are dealt out. */
const personKeyOf = (contactId: number | null, place: Place): string =>
  contactId === null ? place.threadKey : `contact-${contactId}`;

/** What is stored of a close, and what was decided about it. */
interface Decided {
  close: ConversationClosed;
  closedAt: Date;
  contactId: number | null;
  place: Place;
  facts: PlanningFacts;
  decided: Plan;
  /** Every rule asked, for `why`. */
  checks: RuleCheck[];
  /** The contact's, or that of the last message; undefined where nobody told. */
  language: Language | undefined;
}

/** Stores the close and the invitation; one that is planned gets the timer that will begin it. */
async function store(app: App, unit: Unit, input: Decided): Promise<StoredClose> {
  const { decided, close, facts } = input;
  const receipts = app.channels.get(close.channel)?.module.capabilities.deliveryReceipts ?? false;
  // The conversation keeps its stage as well as the survey: its handling time and its solution are told by the same stages.
  const template = decided.template?.template.id ?? null;
  const stage = close.journey_step ?? stageOfTemplate(app.measurement, template);
  const segment = segmentAtClose(input.contactId, app.measurement.segments, stage);
  const invitation = { ...invitationRow(unit, input), receipts, segment };
  const marks = marksOf(app.measurement, input.close.tags);
  const stored = await insertClose(unit.db, { ...conversationRow(unit, input), marks, segment }, invitation);
  if (facts.about.skipped !== null) {
    const { public_id: publicId } = stored.conversation;
    await useSkips(unit.db, { source: close.source, externalId: close.id, publicId });
  }
  if (decided.ask) {
    const invitationId = stored.invitation.id;
    const payload = { invitationId, timer: 'due', channel: close.channel };
    unit.emit({ key: `due-${invitationId}`, job: 'timer', payload, runAt: decided.at });
  }
  return stored;
}

const conversationRow = (unit: Unit, { close, closedAt, contactId, place }: Decided) => ({
  source: close.source,
  external_id: close.id,
  closed_at: closedAt,
  closed_at_given: close.closed_at !== undefined,
  contact_id: contactId,
  channel: close.channel,
  thread_key: place.threadKey,
  address: JSON.stringify(place.address),
  agent_id: close.agent?.id ?? null,
  agent_name: close.agent?.name ?? null,
  team: close.agent?.team ?? null,
  tags: close.tags,
  opened_at: close.opened_at ?? null,
  first_response_at: close.first_response_at ?? null,
  last_customer_message_at: close.last_customer_message_at ?? null,
  handle_seconds: close.handle_seconds ?? null,
  customer_messages: close.customer_messages ?? null,
  closed_by: close.closed_by ?? null,
  received_at: unit.now,
  journey_step: close.journey_step ?? null,
  spam: close.spam ?? null,
  merged_into: close.merged_into ?? null,
});

function invitationRow(
  unit: Unit,
  { close, contactId, place, facts, decided, checks, language: spoken }: Decided,
) {
  const template = decided.template?.template ?? null;
  const language = matchLanguage(template?.languages ?? ['en'], spoken);
  const state: InvitationState = decided.ask ? 'planned' : 'suppressed';
  const reason = decided.ask ? null : decided.rule;
  return {
    contact_id: contactId,
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
    variant: template === null ? null : variantFor(template, personKeyOf(contactId, place)),
    variables: JSON.stringify(variablesOf(close)),
    state,
    reason,
    checks: JSON.stringify(checks),
    dialogue: JSON.stringify(newDialogue(language, state, reason)),
    due_at: decided.ask ? decided.at : null,
    expires_at: decided.ask ? decided.expiresAt : null,
    window_closes_at: facts.place.templateOutsideWindow ? null : facts.place.windowClosesAt,
    created_at: unit.now,
  };
}

/** What the holes of texts will be filled with, as it is now. */
function variablesOf({ id, agent, contact }: ConversationClosed): Variables {
  return {
    'conversation.id': id,
    ...(agent?.name && { 'agent.name': agent.name }),
    ...(agent?.team && { 'agent.team': agent.team }),
    ...(contact.name && { 'contact.name': contact.name }),
  };
}

function instrumentOf(template: Template): string | null {
  const question = scoreQuestion(template);
  return question?.type === 'scale' ? instrument(template.metric, question.scale) : null;
}

function outcomeOf(
  conversation: StoredClose['conversation'],
  invitation: StoredClose['invitation'] | undefined,
): CloseOutcome {
  const asked = invitation !== undefined && invitation.due_at !== null;
  const rule = asked ? 'eligible' : (invitation?.reason ?? 'no_template');
  return {
    conversation: conversation.public_id,
    invitation: asked ? invitation.public_id : null,
    decision: { ask: asked, rule, at: asked ? (invitation.due_at?.toISOString() ?? null) : null },
  };
}
