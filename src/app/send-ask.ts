import { setTimeout as sleep } from 'node:timers/promises';
import { isAnswerable } from '../dialogue/index.ts';
import { cancelAsk, claimAsk } from '../store/asks.ts';
import { removeOutbox } from '../store/outbox.ts';
import { isEarlierUnsent, lockSend, type SendWork } from '../store/taken-work.ts';
import type { App } from './app.ts';
import { attempt } from './attempt.ts';
import { type Form, formOf } from './delivery.ts';
import { settle } from './settle-send.ts';
import { inTransaction, type Unit } from './unit.ts';

/** A claim older than this belongs to a process that died: every send ends, well or badly, in half the time. */
export const CLAIM_SECONDS = 20;
const ORDER_PAUSE_MS = 250;

/** A claimed ask: to be sent now, or to be cleared up because an earlier claim died in the middle of it. */
export interface Claim extends Pick<SendWork, 'ask' | 'invitation'> {
  died: boolean;
  /** How it goes out; null where it is not to be sent now, or nobody can say. */
  form: Form | null;
}

/**
 * Sends one message, once. The claim is committed before the platform is called; whoever finds a dead claim asks the
 * platform whether it went out, and where it cannot say, counts it as sent: better unasked than asked twice.
 */
export async function sendAsk(app: App, key: string, askId: number): Promise<void> {
  const taken = await inTransaction(app, (unit) => takeClaim(app, unit, key, askId));
  if (taken === null) return;
  const outcome = await attempt(app, taken);
  await insistently(() => inTransaction(app, (unit) => settle(app, unit, { key, claim: taken, outcome })));
}

/** How a send ended is known here alone: what stands in the way of writing it down is given time to pass. */
const INSIST_AFTER_MS = [100, 500, 2_000];

async function insistently(work: () => Promise<void>): Promise<void> {
  for (const pause of INSIST_AFTER_MS) {
    try {
      return await work();
    } catch {
      await sleep(pause);
    }
  }
  await work();
}

async function takeClaim(app: App, unit: Unit, key: string, askId: number): Promise<Claim | null> {
  const work = await lockSend(unit.db, key, askId);
  if (work === undefined) return drop(unit, key);
  const { ask, invitation } = work;
  if (ask.state === 'sending') return takeOver(app, unit, key, work);
  if (ask.state !== 'pending') return drop(unit, key);
  if (!isWanted(ask, invitation, unit.now)) {
    await cancelAsk(unit.db, ask.id);
    return drop(unit, key);
  }
  if (await isEarlierUnsent(unit.db, ask, invitation)) {
    await unit.postpone(key, new Date(unit.now.getTime() + ORDER_PAUSE_MS), null);
    return null;
  }
  return claim(app, unit, work, await formOf(app, unit.db, unit.now, work));
}

async function claim(
  app: App,
  unit: Unit,
  { ask, invitation }: SendWork,
  form: Form | null | 'died',
): Promise<Claim> {
  const died = form === 'died';
  const known = died ? null : form;
  await claimAsk(unit.db, ask.id, app.holder, known);
  return { ask: { ...ask, attempts: ask.attempts + 1 }, invitation, died, form: known };
}

async function drop(unit: Unit, key: string): Promise<null> {
  await removeOutbox(unit.db, key);
  return null;
}

/** A claim that is still fresh is left alone; of several that find it dead, one clears it up. */
async function takeOver(app: App, unit: Unit, key: string, work: SendWork): Promise<Claim | null> {
  const freeInMs = CLAIM_SECONDS * 1000 - work.claimAgeMs;
  if (freeInMs <= 0) return claim(app, unit, work, 'died');
  await unit.postpone(key, new Date(unit.now.getTime() + freeInMs), null);
  return null;
}

/** Looked at again at the moment of sending: a question answered, cancelled, refused or expired meanwhile stays. */
function isWanted(ask: Claim['ask'], invitation: Claim['invitation'], now: Date): boolean {
  if (ask.purpose === 'notice' || ask.purpose === 'thanks') return invitation.state !== 'cancelled';
  const { state, dialogue, expires_at } = invitation;
  const inTime = expires_at !== null && expires_at > now;
  return inTime && isAnswerable(state) && dialogue.current === ask.question_id;
}
