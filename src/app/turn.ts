import { setTimeout as sleep } from 'node:timers/promises';
import type { AtItsTurn, Capabilities } from '../model/channel.ts';
import { ChannelError } from '../model/channel-error.ts';
import { accountLimits, chatLimits } from '../model/rate.ts';
import { type Counted, pausePlace } from '../store/rates.ts';
import type { SendSeen, SendWork } from '../store/taken-work.ts';
import type { App } from './app.ts';
import { deskOf } from './slot-desk.ts';
import { putOff } from './unit.ts';

/**
 * How far ahead a slot may be taken. New questions come in thousands and take the next few only; what answers a
 * customer may take later ones, and so never waits behind more than those few.
 */
const QUESTION_AHEAD_MS = 200;
const ANSWER_AHEAD_MS = 500;
/** A message that goes out later than this after its slot would come too near to the next ones. */
const LATE_MS = 20;
/** A claimed message that missed its slot takes whichever comes within this time: well within the life of a claim. */
const CLAIMED_AHEAD_MS = 5_000;

/** The moment at which a message may go to its platform. */
export interface Turn {
  /**
   * Resolves at that moment; where it was missed (this process was busy), at another.
   * @returns null when the message may go now; else the milliseconds until it is worth asking again
   */
  come(): Promise<number | null>;
  /** The platform took the message: one that came late to it counts from then on. Never rejects. */
  arrived(): Promise<void>;
  /** It is not needed any more; one that was not used is given to others. */
  giveBack(): void;
}

const AT_ONCE: Turn = {
  come: async () => null,
  arrived: async () => undefined,
  giveBack: () => undefined,
};

/** A call to a platform that waits for its turn. */
interface Paced {
  call: AtItsTurn;
  /** Milliseconds until it is worth asking again; null: the turn came, or nobody asked for it. */
  missedMs(): number | null;
}

/** When the database could not be asked for a turn. */
const NOT_TOLD_MS = 1_000;

/** The turn comes and is used around the call, whenever that is made. Where it does not come, nothing was called. */
export function callingAt(app: App, turn: Turn): Paced {
  let missed: number | null = null;

  const come = (): Promise<number | null> =>
    turn.come().catch((error: unknown) => {
      app.log.warn({ error: String(error) }, 'a message could not be given its turn; it is tried again');
      return NOT_TOLD_MS;
    });

  return {
    async call(work) {
      missed = await come();
      if (missed !== null) {
        const told = 'The moment for this message was missed; it is tried again.';
        throw new ChannelError('temporary', 'busy', told);
      }
      const answer = await work();
      // A call that fails may never have been on its way: of what came late it tells nothing.
      await turn.arrived();
      return answer;
    },
    missedMs: () => missed,
  };
}

interface Rated {
  account: Counted;
  chat: Counted;
}

const accountOf = (channel: string, capabilities: Capabilities): Counted => ({
  key: channel,
  limits: accountLimits(capabilities),
});

/** A place in a channel's line. */
interface Place {
  /** Milliseconds until its turn; 0: there is no line. */
  afterMs: number;
  /** Nobody comes to it: those behind need not wait for that. */
  leave(): void;
}

const NO_LINE: Place = { afterMs: 0, leave: () => undefined };

/**
 * The place of a new question into this channel. What is put behind the others from the start is not looked at, sent
 * away and put off one by one: in a flood that is a third of all work.
 */
export async function placeInLine(app: App, channel: string): Promise<Place> {
  const module = app.channels.get(channel)?.module;
  const account = module && accountOf(channel, module.capabilities);
  if (account === undefined || account.limits.length === 0) return NO_LINE;
  const desk = deskOf(app.db, account);
  const afterMs = await desk.line();
  return afterMs === 0 ? NO_LINE : { afterMs, leave: desk.leaveLine };
}

/** What the platform counts this message by; null where no limit of the channel is known. */
export function ratedPlace(
  app: App,
  { channel, address }: Pick<SendWork['invitation'], 'channel' | 'address'>,
): Rated | null {
  const module = app.channels.get(channel)?.module;
  if (module === undefined) return null;
  const { address: codec, capabilities } = module;
  const chat = codec.rateKey?.(address) ?? codec.toKey(address);
  const rated = {
    account: accountOf(channel, capabilities),
    chat: { key: `${channel} ${chat}`, limits: chatLimits(capabilities, codec.identity(address) === null) },
  };
  return rated.account.limits.length + rated.chat.limits.length === 0 ? null : rated;
}

/**
 * Takes the next moment at which this message may go out.
 * @returns null when that is too far ahead: the work is put off until then
 */
export async function takeTurn(app: App, key: string, seen: SendSeen | undefined): Promise<Turn | null> {
  const rated = seen === undefined ? null : ratedPlace(app, seen.invitation);
  if (seen === undefined || rated === null) return AT_ONCE;
  // What is not to be sent now needs no slot yet: the claim finds out, and until then things may have changed.
  if (seen.ask.state !== 'pending' || seen.blocked) return turnAt(app, rated, null);
  const patient = seen.job === 'ask';
  const aheadMs = patient ? QUESTION_AHEAD_MS : ANSWER_AHEAD_MS;
  for (;;) {
    const answer = await deskOf(app.db, rated.account).take({ chat: rated.chat, aheadMs, patient });
    if (answer.granted) return turnAt(app, rated, answer);
    if (answer.inMs > aheadMs) {
      await putOff(app, key, answer.inMs);
      return null;
    }
    await sleep(Math.max(1, answer.inMs));
  }
}

/** @param first the slot that was taken; null: one is taken when it is asked for */
function turnAt(app: App, { account, chat }: Rated, first: { slot: number; inMs: number } | null): Turn {
  const desk = deskOf(app.db, account);
  let slot = first?.slot ?? null;
  let at = performance.now() + (first?.inMs ?? 0);
  let calledAt = at;
  let used = false;

  /** @returns null when there is one; else the milliseconds until it is worth asking again */
  async function takeAnother(aheadMs: number): Promise<number | null> {
    if (slot !== null) desk.note({ chat: chat.key, slot, came: null });
    slot = null;
    const answer = await desk.take({ chat, aheadMs, patient: false });
    if (!answer.granted) return answer.inMs;
    slot = answer.slot;
    at = performance.now() + answer.inMs;
    return null;
  }

  return {
    async come() {
      const latest = performance.now() + CLAIMED_AHEAD_MS;
      for (;;) {
        const left = at - performance.now();
        if (slot !== null && left > 0) await sleep(Math.ceil(left));
        calledAt = performance.now();
        used = slot !== null && calledAt - at <= LATE_MS;
        if (used) return null;
        const afterMs = await takeAnother(latest - performance.now());
        if (afterMs !== null && performance.now() + afterMs > latest) return afterMs;
        if (afterMs !== null) await sleep(afterMs);
      }
    },
    async arrived() {
      if (slot !== null) await desk.arrived({ chat: chat.key, slot }, { at, calledAt });
    },
    giveBack() {
      if (slot !== null && !used) desk.note({ chat: chat.key, slot, came: null });
    },
  };
}

/** A platform said that this was too much: it, and nothing else, is left alone for so long. */
export async function pause(
  app: App,
  place: Pick<SendWork['invitation'], 'channel' | 'address'>,
  { afterMs, scope }: { afterMs: number; scope: 'chat' | 'account' | null },
): Promise<void> {
  const rated = ratedPlace(app, place);
  if (rated === null) return;
  const { account, chat } = rated;
  await pausePlace(app.db, { account: account.key, chat: chat.key, seconds: afterMs / 1000, scope });
}
