import { setTimeout as sleep } from 'node:timers/promises';
import { isAnswerable } from '../dialogue/index.ts';
import { cancelAsk, claimAsk, claimAsSeen } from '../store/asks.ts';
import { removeOutbox } from '../store/outbox.ts';
import { isEarlierUnsent, lockSend, readSend, type SendSeen, type SendWork } from '../store/taken-work.ts';
import { isUndone } from '../store/undone.ts';
import type { App } from './app.ts';
import { attempt, type SendOutcome } from './attempt.ts';
import { type Form, formOf } from './delivery.ts';
import { quietUntil } from './quiet-again.ts';
import { settle } from './settle-send.ts';
import { callingAt, pause, type Turn, takeTurn } from './turn.ts';
import { inTransaction, type Unit } from './unit.ts';
import { wakeNext, wakeNextWithin } from './wake-next.ts';

/** A claim older than this belongs to a process that died: every send ends, well or badly, in half the time. */
export const CLAIM_SECONDS = 20;
/** Whoever waits for an earlier message is woken when that has ended; this is for one whose end nobody wrote down. */
const ORDER_PAUSE_MS = 5_000;

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
  const seen = await readSend(app.db, key, askId);
  const turn = await takeTurn(app, key, seen);
  if (turn === null) return;
  const { claim: taken, freed } = await takeAsk(app, key, askId, seen).catch((error: unknown) => {
    turn.giveBack();
    throw error;
  });
  if (taken === null) turn.giveBack();
  else await sendClaimed(app, key, taken, turn);
  if (freed !== null) await wakeNext(app, freed);
}

const takeAsk = async (app: App, key: string, askId: number, seen: SendSeen | undefined): Promise<Taken> =>
  (await claimAtOnce(app, key, seen)) ??
  (await inTransaction(app, (unit) => takeClaim(app, unit, key, askId)));

async function sendClaimed(app: App, key: string, claimed: Claim, turn: Turn): Promise<void> {
  const outcome = await atItsTurn(app, claimed, turn);
  if (outcome.type === 'again' && outcome.rate !== undefined) {
    const { afterMs, rate } = outcome;
    // Where this cannot be kept, the platform will say it again: how the send ended is known here alone.
    await insistently(() => pause(app, claimed.invitation, { afterMs, scope: rate.scope })).catch(
      (error: unknown) =>
        app.log.warn({ ask: claimed.ask.id, error: String(error) }, 'a pause could not be written down'),
    );
  }
  const nextWaits = await insistently(() =>
    inTransaction(app, (unit) => settle(app, unit, { key, claim: claimed, outcome })),
  );
  if (nextWaits) await wakeNext(app, claimed.invitation.id);
}

async function atItsTurn(app: App, claimed: Claim, turn: Turn): Promise<SendOutcome> {
  if (claimed.died) {
    turn.giveBack();
    return attempt(app, claimed);
  }
  const paced = callingAt(app, turn);
  const outcome = await attempt(app, claimed, paced.call).finally(() => turn.giveBack());
  const afterMs = paced.missedMs();
  return afterMs === null ? outcome : { type: 'again', afterMs, code: 'busy' };
}

/** How a send ended is known here alone: what stands in the way of writing it down is given time to pass. */
const INSIST_AFTER_MS = [100, 500, 2_000];

async function insistently<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of INSIST_AFTER_MS) {
    try {
      return await work();
    } catch {
      await sleep(pause);
    }
  }
  return work();
}

/** `freed`: the invitation whose next message is to be woken after the commit, because this one is not wanted. */
interface Taken {
  claim: Claim | null;
  freed: number | null;
}

const NOT_NOW: Taken = { claim: null, freed: null };

/**
 * Nearly every message is claimed by one statement: nothing stood in its way when it was looked at, and nothing has
 * changed since. Null where that is not so: then everything is looked at again under locks.
 */
async function claimAtOnce(app: App, key: string, seen: SendSeen | undefined): Promise<Taken | null> {
  const now = app.now();
  if (seen === undefined || seen.ask.state !== 'pending' || seen.blocked) return null;
  const { ask, invitation } = seen;
  if (!isWanted(ask, invitation, now)) return null;
  if ((await quietUntil(app, { db: app.db, now }, ask.id)) !== null) return null;
  const form = await formOf(app, app.db, now, seen);
  const claimed = await claimAsSeen(app.db, key, seen, app.holder, form).catch((error: unknown) => {
    if (isUndone(error)) return false;
    throw error;
  });
  if (!claimed) return null;
  return {
    claim: { ask: { ...ask, attempts: ask.attempts + 1 }, invitation, died: false, form },
    freed: null,
  };
}

async function takeClaim(app: App, unit: Unit, key: string, askId: number): Promise<Taken> {
  const work = await lockSend(unit.db, key, askId);
  if (work === undefined) return drop(unit, key);
  const { ask, invitation } = work;
  if (ask.state === 'sending') return takeOver(app, unit, key, work);
  if (ask.state !== 'pending') return drop(unit, key);
  const quiet = await quietUntil(app, unit, ask.id);
  if (quiet instanceof Date) {
    await unit.postpone(key, quiet, null);
    return NOT_NOW;
  }
  if (quiet === 'never' || !isWanted(ask, invitation, unit.now)) {
    await cancelAsk(unit.db, ask.id);
    await drop(unit, key);
    return { claim: null, freed: (await wakeNextWithin(unit, invitation.id)) ? invitation.id : null };
  }
  if (await isEarlierUnsent(unit.db, ask, invitation)) {
    await unit.postpone(key, new Date(unit.now.getTime() + ORDER_PAUSE_MS), null);
    return NOT_NOW;
  }
  return claim(app, unit, work, await formOf(app, unit.db, unit.now, work));
}

async function claim(
  app: App,
  unit: Unit,
  { ask, invitation }: SendWork,
  form: Form | null | 'died',
): Promise<Taken> {
  const died = form === 'died';
  const known = died ? null : form;
  await claimAsk(unit.db, ask.id, app.holder, known);
  const claimed = { ask: { ...ask, attempts: ask.attempts + 1 }, invitation, died, form: known };
  return { claim: claimed, freed: null };
}

async function drop(unit: Unit, key: string): Promise<Taken> {
  await removeOutbox(unit.db, key);
  return NOT_NOW;
}

/** A claim that is still fresh is left alone; of several that find it dead, one clears it up. */
async function takeOver(app: App, unit: Unit, key: string, work: SendWork): Promise<Taken> {
  const freeInMs = CLAIM_SECONDS * 1000 - work.claimAgeMs;
  if (freeInMs <= 0) return claim(app, unit, work, 'died');
  await unit.postpone(key, new Date(unit.now.getTime() + freeInMs), null);
  return NOT_NOW;
}

/** Looked at again at the moment of sending: a question answered, cancelled, refused or expired meanwhile stays. */
function isWanted(ask: Claim['ask'], invitation: Claim['invitation'], now: Date): boolean {
  if (ask.purpose === 'notice' || ask.purpose === 'thanks') return invitation.state !== 'cancelled';
  const { state, dialogue, expires_at } = invitation;
  const inTime = expires_at !== null && expires_at > now;
  return inTime && isAnswerable(state) && dialogue.current === ask.question_id;
}
