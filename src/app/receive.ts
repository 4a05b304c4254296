import { findQuestion, isAnswerable } from '../dialogue/index.ts';
import type { IncomingEvent } from '../model/incoming.ts';
import type { Template } from '../model/template.ts';
import { saysNothing } from '../replies/index.ts';
import { hasRefused } from '../store/asking-facts.ts';
import { askByRef } from '../store/asks.ts';
import { insertHandover } from '../store/handovers.ts';
import { markProcessed, waitingInThread } from '../store/inbound.ts';
import { isSurveyed, lastAskedInThread, lockInvitation } from '../store/invitations.ts';
import type { InboundRow, InvitationRow } from '../store/schema.ts';
import { takeWithThread } from '../store/taken-work.ts';
import type { App } from './app.ts';
import { apply, templateOf } from './apply.ts';
import { answersOf } from './compose.ts';
import { judgeTap } from './judge-tap.ts';
import { readTyped } from './read-typed.ts';
import { lookAgain } from './receipts.ts';
import { receiveMoved, receiveStatus, receiveUnreachable } from './receive-status.ts';
import { receiveOptOut, receiveWithdrawn } from './receive-taken-back.ts';
import { TOPICS } from './topics.ts';
import { inTransaction, type Unit } from './unit.ts';

/** What became of an event; kept with it and told by `why`. */
export interface Received {
  outcome: string;
  invitationId: number | null;
}

/** Works an event, and before it whatever still waits in the same thread: answers are taken in the order they came. */
export async function receive(app: App, key: string, inboundId: number): Promise<void> {
  await inTransaction(app, async (unit) => {
    const thread = await takeWithThread(unit.db, key, inboundId);
    if (thread === undefined) return;
    for (const row of await waitingInThread(unit.db, thread, inboundId)) {
      const received = await receiveOne(app, unit, row);
      if (received !== 'too_early') await markProcessed(unit.db, row.id, { ...received, now: unit.now });
      // The others that came too early have jobs of their own.
      else if (row.id === inboundId) lookAgain(unit, row.id);
    }
  });
}

async function receiveOne(app: App, unit: Unit, row: InboundRow): Promise<Received | 'too_early'> {
  const { event } = row;
  switch (event.kind) {
    case 'choice':
      return receiveTap(app, unit, row, event);
    case 'text':
      return receiveText(app, unit, row, event);
    case 'status':
      return receiveStatus(app, unit, row, event);
    case 'moved':
      return receiveMoved(app, unit, row, event);
    case 'unreachable':
      return receiveUnreachable(app, unit, row);
    case 'opt_out':
      return receiveOptOut(app, unit, row, event);
    case 'withdrawn':
      return receiveWithdrawn(app, unit, row, event);
    case 'closed':
      // Worked by a job of its own, which begins a transaction of its own: `close-in-channel.ts`.
      return { outcome: 'closed', invitationId: null };
  }
}

async function receiveTap(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'choice' }>,
): Promise<Received> {
  // Judged again, and now under the lock: between the tap and now the invitation may have ended.
  const verdict = await judgeTap(app, event, unit.now, (id) => lockInvitation(unit.db, id));
  const { token, invitation: locked } = verdict;
  if (verdict.refused !== null || token === null || locked === null) {
    return { outcome: verdict.refused ?? 'unknown', invitationId: locked?.id ?? null };
  }
  const question = (await templateOf(unit.db, locked)).questions[token.question];
  const answer = question && answersOf(question)[token.choice];
  if (question === undefined || answer === undefined) {
    return { outcome: 'unknown', invitationId: locked.id };
  }
  const changed = await apply(app, unit, locked, { type: 'tapped', question: question.id, answer }, row);
  return { outcome: changed ? 'answer' : 'no_change', invitationId: locked.id };
}

async function receiveText(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'text' }>,
): Promise<Received> {
  if (event.attachment !== undefined) return receiveAttachment(app, unit, row, event);
  const last = await lastAskedInThread(unit.db, row.thread_key, event.sender);
  const locked = last && (await lockInvitation(unit.db, last.id));
  if (locked === undefined) return fromSomebodyElse(app, unit, row, event);
  if (!isOpenNow(locked, unit.now)) return receiveOutside(app, unit, row, event, locked);
  if (locked.expected_sender === null && !(await repliesTo(unit, row, event, locked))) {
    return { outcome: 'not_addressed', invitationId: locked.id };
  }
  const template = await templateOf(unit.db, locked);
  const skipped = skippedInWords(app, locked, template, event.text);
  if (skipped !== null) {
    await apply(app, unit, locked, { type: 'tapped', question: skipped, answer: { skipped: true } }, row);
    return { outcome: 'answer', invitationId: locked.id };
  }
  const typed = readTyped(app.lexicons, locked, template, event);
  if (typed === null) return passOn(app, unit, row, event.text, 'no_survey');
  await apply(app, unit, locked, { type: 'typed', ...typed, text: event.text }, row);
  return { outcome: typed.reading.kind, invitationId: locked.id };
}

/** A picture or a voice message is no answer that could be read: the agents get it by its name, in their customer's words. */
async function receiveAttachment(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'text' }>,
): Promise<Received> {
  const last = await lastAskedInThread(unit.db, row.thread_key, event.sender);
  if (last === undefined && (await isSurveyed(unit.db, row.thread_key))) {
    return { outcome: 'other_person', invitationId: null };
  }
  const words = app.templates.words(last?.language ?? event.sender.language ?? 'en');
  const passed = await passOn(app, unit, row, words[`sent_${event.attachment ?? 'other'}`], 'attachment');
  return { ...passed, invitationId: last?.id ?? null };
}

/** The word on the skip button, typed, and "no" to a question for more words: the same as a tap on that button. */
function skippedInWords(app: App, row: InvitationRow, template: Template, text: string): string | null {
  const question = findQuestion(template, row.dialogue.current ?? '');
  if (question === undefined || question.type === 'scale' || !question.optional) return null;
  const lower = (word: string) => word.trim().toLocaleLowerCase(row.language);
  const passes = lower(text) === lower(app.templates.words(row.language).skip);
  return passes || (question.type === 'text' && saysNothing(text, app.lexicons)) ? question.id : null;
}

const isOpenNow = ({ state, expires_at }: InvitationRow, now: Date): boolean =>
  isAnswerable(state) && expires_at !== null && expires_at > now;

/** In a group where nobody was named as the customer, only a reply to our question is an answer to it. */
async function repliesTo(
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'text' }>,
  invitation: InvitationRow,
): Promise<boolean> {
  if (event.replyTo === undefined) return false;
  const ask = await askByRef(unit.db, row.thread_key, event.replyTo);
  return ask?.invitation_id === invitation.id;
}

/** Nobody asked this person anything here: talk among others in a group, or a message to the agents. */
async function fromSomebodyElse(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'text' }>,
): Promise<Received> {
  if (await isSurveyed(unit.db, row.thread_key)) return { outcome: 'other_person', invitationId: null };
  return passOn(app, unit, row, event.text, 'no_survey');
}

/** For so long after it was asked, a word of refusal is taken to be about the survey. */
const REFUSAL_HEARD_MS = 7 * 86_400_000;

/** No survey is open: the agents' message, unless it refuses further surveys or takes a refusal back. */
async function receiveOutside(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'text' }>,
  last: InvitationRow,
): Promise<Received> {
  const typed = readTyped(app.lexicons, last, await templateOf(unit.db, last), event);
  const kind = typed?.reading.kind;
  const recent = last.sent_at !== null && unit.now.getTime() - last.sent_at.getTime() < REFUSAL_HEARD_MS;
  const refuses = kind === 'opt_out' && recent;
  const takesBack = kind === 'opt_in' && (await hasRefused(unit.db, row.channel, event.sender));
  if (typed === null || !(refuses || takesBack)) return passOn(app, unit, row, event.text, 'no_survey');
  await apply(app, unit, last, { type: 'typed', ...typed, text: event.text }, row);
  return { outcome: typed.reading.kind, invitationId: last.id };
}

/** Not ours to answer: the agents', and never lost. */
async function passOn(
  app: App,
  unit: Unit,
  row: InboundRow,
  text: string,
  reason: string,
): Promise<Received> {
  await insertHandover(unit.db, {
    inboundId: row.id,
    invitationId: null,
    channel: row.channel,
    threadKey: row.thread_key,
    reason,
    text,
    at: unit.now,
  });
  await app.desk?.heard(unit, { threadKey: row.thread_key, text });
  unit.changed(TOPICS.handovers);
  unit.changed(TOPICS.thread(row.thread_key));
  return { outcome: reason, invitationId: null };
}
