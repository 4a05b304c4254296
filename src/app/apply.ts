import { scoreQuestion, step } from '../dialogue/index.ts';
import type { DialogueEvent, DialogueState, Effect } from '../model/dialogue.ts';
import type { Template } from '../model/template.ts';
import { worded } from '../model/worded.ts';
import { type ActionKind, insertAction } from '../store/actions.ts';
import { insertAsk } from '../store/asks.ts';
import { openCase } from '../store/cases.ts';
import { insertHandover } from '../store/handovers.ts';
import { lockInvitation, openInThread, type StepTaken, saveDialogue } from '../store/invitations.ts';
import { addConsent, addOptOut } from '../store/opt-outs.ts';
import { recordResponse, retractResponses } from '../store/responses.ts';
import type { Db, InboundRow, InvitationRow } from '../store/schema.ts';
import { templateByVersion } from '../store/templates.ts';
import type { App } from './app.ts';
import { callWebhook } from './call-webhook.ts';
import { type Composition, compose, composition } from './compose.ts';
import { tellScore } from './tell-score.ts';
import { TOPICS } from './topics.ts';
import type { Unit } from './unit.ts';

/** Versions never change under their hash, so they are read once a process. */
const versions = new Map<string, Template>();

export async function templateOf(db: Db, row: InvitationRow): Promise<Template> {
  const version = row.template_version ?? '';
  const known = versions.get(version);
  if (known !== undefined) return known;
  const template = await templateByVersion(db, version);
  if (versions.size > 500) versions.clear();
  versions.set(version, template);
  return template;
}

/** What carrying out one step needs at hand. */
export interface Carry {
  app: App;
  unit: Unit;
  row: InvitationRow;
  template: Template;
  /** As the step leaves it. */
  next: DialogueState;
  composition: Composition;
  inbound: InboundRow | null;
}

export function compositionFor(app: App, row: InvitationRow, template: Template): Composition {
  return composition(app.signingKey, row.id, {
    template: worded(template, row),
    words: app.templates.words(row.language),
    language: row.language,
    variables: row.variables,
    editable: app.channels.get(row.channel)?.module.capabilities.edit ?? false,
    picked: row.dialogue.picked ?? [],
  });
}

/**
 * One event of one invitation: the dialogue decides, and what it decided is written in this transaction: answers,
 * hand-overs and state as rows, messages and timers as outbox rows. The row must be locked by this transaction.
 * @returns whether the event changed or caused anything
 */
export async function apply(
  app: App,
  unit: Unit,
  row: InvitationRow,
  event: DialogueEvent,
  inbound: InboundRow | null = null,
): Promise<boolean> {
  const template = await templateOf(unit.db, row);
  const { next, effects } = step(row.dialogue, template, event);
  // The invitation counts as sent since the first of its messages, also when its answer was here before that was written down.
  const sent = event.type === 'sent' && row.sent_at === null;
  if (next === row.dialogue && effects.length === 0 && !sent) return false;
  const retracted = retractedBy(template, effects);
  const score = scoreGiven(template, effects);
  await saveDialogue(unit.db, row, next, { now: unit.now, score, retracted, sent });
  if (score !== null || retracted === 'score') {
    await tellScore(app, unit, row, { score, inboundId: inbound?.id ?? null });
  }
  const carry = { app, unit, row, template, next, composition: compositionFor(app, row, template), inbound };
  for (const effect of effects) await carryOut(carry, effect);
  await app.desk?.changed(unit, row.id);
  unit.changed(TOPICS.invitations);
  unit.changed(TOPICS.thread(row.thread_key));
  return true;
}

/** The score that a step records; null when it records none. */
function scoreGiven(template: Template, effects: readonly Effect[]): number | null {
  const scored = scoreQuestion(template)?.id;
  const scores = effects.map((effect) =>
    effect.type === 'record' && effect.question === scored ? effect.answer.score : undefined,
  );
  return scores.findLast((score) => score !== undefined) ?? null;
}

function retractedBy(template: Template, effects: readonly Effect[]): StepTaken['retracted'] {
  const taken = effects.find((effect) => effect.type === 'retract');
  if (taken === undefined) return null;
  return taken.question === scoreQuestion(template)?.id ? 'score' : 'other';
}

async function carryOut(carry: Carry, effect: Effect): Promise<void> {
  switch (effect.type) {
    case 'say':
      return say(carry, effect);
    case 'record':
      return record(carry, effect);
    case 'retract':
      return retract(carry, effect.question);
    case 'lock':
    case 'redraw':
    case 'withdraw':
      return lock(carry, effect.question);
    case 'hand_over':
      return handOver(carry, effect);
    case 'timer':
      return timer(carry, effect);
    case 'opt_out':
    case 'opt_in':
      return consent(carry, effect.type);
    case 'open_case':
      return openCaseFor(carry, effect.alert);
    case 'tag':
      return done(carry, 'tag', effect.tag);
    case 'review':
      return done(carry, 'review', effect.url);
    case 'webhook':
      return callWebhook(carry, effect);
  }
}

async function openCaseFor(carry: Carry, alert: string | null): Promise<void> {
  const { unit, row } = carry;
  await openCase(unit.db, { invitationId: row.id, alertTo: alert, now: unit.now });
  await done(carry, 'open_case', alert ?? '');
}

/** Keeps that something was done, for `why`. */
async function done({ unit, row }: Carry, kind: ActionKind, detail: string): Promise<void> {
  await insertAction(unit.db, { invitationId: row.id, kind, detail, state: 'done', now: unit.now });
}

async function say(carry: Carry, { say: what }: Extract<Effect, { type: 'say' }>): Promise<void> {
  const { unit, row } = carry;
  const question = 'question' in what ? what.question : null;
  // The inbound event makes the key of a repeated purpose unique: the same event worked twice says it once.
  const cause = carry.inbound === null ? 'timer' : String(carry.inbound.id);
  const key = `aw-${row.public_id}-${what.purpose}-${question ?? ('word' in what ? what.word : 'end')}-${cause}`;
  const askId = await insertAsk(unit.db, {
    invitationId: row.id,
    key,
    purpose: what.purpose,
    questionId: question,
    message: compose(what, carry.composition),
    now: unit.now,
  });
  // What nobody waits for gives way to what answers a customer.
  const [job, runAt] = carry.inbound === null ? ['ask', unit.askAt ?? unit.now] : ['send', unit.now];
  unit.emit({ key: `send-${askId}`, job, payload: { askId }, runAt });
}

async function record(carry: Carry, effect: Extract<Effect, { type: 'record' }>): Promise<void> {
  await recordResponse(carry.unit.db, {
    invitationId: carry.row.id,
    question: effect.question,
    answer: effect.answer,
    inboundId: carry.inbound?.id ?? null,
    now: carry.unit.now,
  });
}

/** What the question shows as its answer goes with it. */
async function retract(carry: Carry, question: string): Promise<void> {
  await retractResponses(carry.unit.db, { invitationId: carry.row.id, question, now: carry.unit.now });
  lock(carry, question);
}

/** The message that asked the question is edited to show marks or the answer; where the channel cannot edit, it stays as it is. */
function lock({ app, unit, row, inbound }: Carry, question: string): void {
  if (app.channels.get(row.channel)?.module.capabilities.edit !== true) return;
  const key = `lock-${row.id}-${question}-${inbound?.id ?? 'timer'}`;
  unit.emit({ key, job: 'lock', payload: { invitationId: row.id, question }, runAt: unit.now });
}

async function handOver(carry: Carry, effect: Extract<Effect, { type: 'hand_over' }>): Promise<void> {
  await insertHandover(carry.unit.db, {
    inboundId: carry.inbound?.id ?? null,
    invitationId: carry.row.id,
    channel: carry.row.channel,
    threadKey: carry.row.thread_key,
    reason: effect.reason,
    text: effect.text,
    at: carry.unit.now,
  });
  await carry.app.desk?.heard(carry.unit, { threadKey: carry.row.thread_key, text: effect.text });
  carry.unit.changed(TOPICS.handovers);
}

function timer(carry: Carry, effect: Extract<Effect, { type: 'timer' }>): void {
  const after = new Date(carry.unit.now.getTime() + effect.afterMs);
  // The end was told when it was planned; a question that went out late has no later one.
  const runAt = effect.timer === 'expire' ? (carry.row.expires_at ?? after) : after;
  const payload = { invitationId: carry.row.id, timer: effect.timer, channel: carry.row.channel };
  carry.unit.emit({ key: `${effect.timer}-${carry.row.id}`, job: 'timer', payload, runAt });
}

/** Refusals go by the handle that spoke; without one (a timer), there is nobody to refuse. */
async function consent(carry: Carry, type: 'opt_out' | 'opt_in'): Promise<void> {
  const event = carry.inbound?.event;
  if (event === undefined || !('sender' in event)) return;
  const identity = { type: event.sender.type, value: event.sender.value };
  const { channel } = carry.row;
  const told = { channel, identity, source: 'word', now: carry.unit.now };
  if (type === 'opt_in') return addConsent(carry.unit.db, told);
  await addOptOut(carry.unit.db, told);
  await endOpen(carry.app, carry.unit, carry.row.thread_key, carry.row.id);
}

/**
 * A refusal ends every survey in the thread, not only the one it was said to.
 * @param except the one that ends by itself
 * @returns those that it ended
 */
export async function endOpen(
  app: App,
  unit: Unit,
  thread: string,
  except: number | null = null,
): Promise<number[]> {
  const ended: number[] = [];
  for (const { id } of await openInThread(unit.db, thread)) {
    const other = id === except ? undefined : await lockInvitation(unit.db, id);
    if (other !== undefined && (await apply(app, unit, other, { type: 'refused' }))) ended.push(id);
  }
  return ended;
}
