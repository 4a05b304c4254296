import { isAnswerable } from '../dialogue/index.ts';
import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Identity } from '../model/contact.ts';
import type { ConversationClosed } from '../model/conversation.ts';
import type { PlanningFacts } from '../planning/index.ts';
import { type CloseFacts, type PersonFacts, type PlaceFacts, withTold } from '../planning/index.ts';
import { lastWritten } from '../store/asking-facts.ts';
import { invitationOfConversation } from '../store/invitations.ts';
import type { ConversationRow, InvitationRow } from '../store/schema.ts';
import { waitingSkip } from '../store/skips.ts';
import type { App } from './app.ts';
import type { Unit } from './unit.ts';

/** What holds for everybody, as the folder of templates has it now. */
export const policyOf = (app: App): AskingPolicy => app.templates.asking();

/** A close with everything that is known around it. */
export interface KnownClose {
  close: ConversationClosed;
  closedAt: Date;
  /** Closes of the same conversation, the latest first. */
  earlier: readonly ConversationRow[];
  handles: readonly Identity[];
  person: PersonFacts;
  personKey: string;
  threadKey: string;
}

/** Gathers what planning looks at. */
export async function planningFacts(app: App, unit: Unit, known: KnownClose): Promise<PlanningFacts> {
  const { close, closedAt, earlier, handles, person, personKey, threadKey } = known;
  return {
    now: unit.now,
    close,
    personKey,
    person: withTold(person, close.contact, handles, unit.now),
    about: await closeFacts(unit, close, closedAt, earlier),
    place: await placeFacts(app, unit, close, threadKey),
    policy: policyOf(app),
  };
}

/** The state of an invitation that still waits to be asked or answered. */
const isOpen = ({ state, dialogue, expires_at }: InvitationRow, now: Date): boolean =>
  state === 'planned' ||
  (isAnswerable(state) && dialogue.current !== null && expires_at !== null && expires_at > now);

async function closeFacts(
  unit: Unit,
  close: ConversationClosed,
  closedAt: Date,
  earlier: readonly ConversationRow[],
): Promise<CloseFacts> {
  const skip = await waitingSkip(unit.db, close.source, close.id);
  const skipped = skip === undefined ? null : { by: skip.agent_id, reason: skip.reason };
  if (earlier.some((row) => row.closed_at > closedAt)) return { earlier: 'overtaken', skipped };
  for (const { id, reopened_at } of earlier) {
    const invitation = reopened_at === null ? await invitationOfConversation(unit.db, id) : undefined;
    if (invitation !== undefined && isOpen(invitation, unit.now))
      return { earlier: 'question_open', skipped };
  }
  return { earlier: null, skipped };
}

/** Of the times that the helpdesk tells and that we saw ourselves the later one counts. */
async function placeFacts(
  app: App,
  unit: Unit,
  close: ConversationClosed,
  threadKey: string,
): Promise<PlaceFacts> {
  const capabilities = app.channels.get(close.channel)?.module.capabilities;
  const window = capabilities?.freeTextWindowSeconds ?? null;
  const templateOutsideWindow = capabilities?.templateOutsideWindow ?? false;
  if (window === null) return { windowClosesAt: null, templateOutsideWindow };
  const times = [close.last_customer_message_at, await lastWritten(unit.db, threadKey)];
  const last = Math.max(...times.map((at) => at?.getTime() ?? Number.NEGATIVE_INFINITY));
  const windowClosesAt = Number.isFinite(last) ? new Date(last + window * 1000) : null;
  return { windowClosesAt, templateOutsideWindow };
}
