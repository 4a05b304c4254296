import type { DialogueEvent } from '../model/dialogue.ts';
import type { Template } from '../model/template.ts';
import { groundOf, reminderThoughts, type SecondThought, secondThoughts } from '../planning/index.ts';
import { conversationById } from '../store/conversations.ts';
import { holdInvitation, saveGround } from '../store/invitations.ts';
import type { InvitationRow } from '../store/schema.ts';
import { takeWithInvitation } from '../store/taken-work.ts';
import type { App } from './app.ts';
import { apply, templateOf } from './apply.ts';
import { askingFacts, windowEnd } from './recheck-planned.ts';
import { placeInLine } from './turn.ts';
import { inTransaction, type Unit } from './unit.ts';

export type Timer = 'due' | 'expire' | 'remind';

/** A time has come for an invitation. What it means is the dialogue's to say: after a reopening it means nothing. */
export async function fireTimer(
  app: App,
  key: string,
  { invitationId, timer, channel }: { invitationId: number; timer: Timer; channel?: string | undefined },
): Promise<void> {
  // Before the transaction: what waits for others must hold no connection.
  const place = channel === undefined || timer === 'expire' ? null : await placeInLine(app, channel);
  const asks = await inTransaction(app, async (begun) => {
    let asked = false;
    const askAt = new Date(begun.now.getTime() + (place?.afterMs ?? 0));
    const unit: Unit = {
      ...begun,
      askAt,
      emit(row) {
        asked ||= row.job === 'ask';
        begun.emit(row);
      },
    };
    const locked = await takeWithInvitation(unit.db, key, invitationId);
    if (locked === undefined) return false;
    const event = await eventOf(app, unit, locked, timer);
    if (event !== null) await apply(app, unit, locked, event);
    return asked;
  });
  if (!asks) place?.leave();
}

/** What the dialogue is told; null when the time is not right and the timer was set anew. */
function eventOf(
  app: App,
  unit: Unit,
  row: InvitationRow,
  timer: Timer,
): Promise<DialogueEvent | null> | DialogueEvent {
  if (timer === 'due') return due(app, unit, row);
  return timer === 'remind' ? remind(app, unit, row) : { type: 'expire' };
}

/**
 * Between planning and asking much can happen: a refusal, another survey, handles that turn out to be of one person, a
 * message of the customer, a time out of service that ends at night.
 */
async function due(app: App, unit: Unit, row: InvitationRow): Promise<DialogueEvent | null> {
  if (row.state !== 'planned') return null;
  const facts = await askingFacts(app, unit, row);
  const template = await templateOf(unit.db, row);
  const left = { expiresAt: row.expires_at, windowEnd: windowEnd(row, facts.policy) };
  const thought = secondThoughts(facts, template, left);
  if (thought.type === 'withhold') return { type: 'withheld', rule: thought.rule };
  if (thought.type === 'hold') return hold(unit, row, template, { ...thought, latest: left.windowEnd });
  const closed = await conversationById(unit.db, row.conversation_id);
  await saveGround(unit.db, row.id, groundOf(facts, { source: closed.source, at: closed.closed_at }));
  return { type: 'due' };
}

/** The question waits; where no window ends it, its end moves with it. */
async function hold(
  unit: Unit,
  row: InvitationRow,
  { ask }: Template,
  { until, reason, latest }: Extract<SecondThought, { type: 'hold' }> & { latest: Date | null },
): Promise<null> {
  const whole = until.getTime() + ask.expires_after;
  const expires = new Date(Math.min(whole, latest?.getTime() ?? whole));
  await holdInvitation(unit.db, row.id, { due: until, expires, reason: `held: ${reason}`, now: unit.now });
  setAgain(unit, row, 'due', until);
  return null;
}

/** A reminder has no right of its own: who refused meanwhile, or whose survey is over, is left alone. */
async function remind(app: App, unit: Unit, row: InvitationRow): Promise<DialogueEvent | null> {
  if (row.state !== 'asked' && row.state !== 'delivered') return null;
  const facts = await askingFacts(app, unit, row);
  const thought = reminderThoughts(facts, await templateOf(unit.db, row), row.expires_at);
  if (thought.type === 'hold') setAgain(unit, row, 'remind', thought.until);
  return thought.type === 'go' ? { type: 'remind' } : null;
}

/** The same timer under a name of its own: the job of the first one still holds its. */
function setAgain(unit: Unit, row: InvitationRow, timer: Timer, runAt: Date): void {
  const key = `${timer}-${row.id}-at-${runAt.getTime()}`;
  unit.emit({ key, job: 'timer', payload: { invitationId: row.id, timer, channel: row.channel }, runAt });
}
