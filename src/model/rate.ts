import type { Capabilities } from './channel.ts';

/** At most `count` messages within any `windowMs`. */
export interface Limit {
  count: number;
  windowMs: number;
}

/** Kept free in every window of an account: messages do not take equally long. */
const MARGIN_MS = 25;
/** In a chat nothing is lost by keeping more free. */
const CHAT_MARGIN_MS = 100;
/** The least distance of two messages, as a share of the even one: room to catch up what a pause has cost. */
const CLOSEST = 0.93;

/** So many a second: spaced evenly, and never more of them in any window. */
function perSecond(rate: number | null, burst: number, marginMs: number): Limit[] {
  if (rate === null) return [];
  if (burst > 1 || rate <= 1) return [{ count: burst, windowMs: (burst * 1000) / rate + marginMs }];
  const count = Math.floor(rate);
  return [
    { count, windowMs: (count * 1000) / rate + marginMs },
    { count: 1, windowMs: (CLOSEST * 1000) / rate },
  ];
}

export const accountLimits = ({ ratePerSecond }: Capabilities): Limit[] =>
  perSecond(ratePerSecond, 1, MARGIN_MS);

/** @param shared several people are in the chat */
export function chatLimits(capabilities: Capabilities, shared: boolean): Limit[] {
  const { rateChatPerSecond, rateChatBurst, rateSharedChatPerMinute: most } = capabilities;
  const each = perSecond(rateChatPerSecond, rateChatBurst, CHAT_MARGIN_MS);
  return shared && most !== null ? [...each, { count: most, windowMs: 60_000 + CHAT_MARGIN_MS }] : each;
}

/** The same limits with more kept free: for messages that lately came so much later than they were sent. */
export const withRoom = (limits: readonly Limit[], roomMs: number): Limit[] =>
  limits.map(({ count, windowMs }) => ({ count, windowMs: count > 1 ? windowMs + roomMs : windowMs }));

/**
 * When the next message may go out, in milliseconds of whichever clock.
 * @param slots earlier ones, oldest first
 */
export const nextSlot = (slots: readonly number[], limits: readonly Limit[], now: number): number =>
  Math.max(now, ...limits.map(({ count, windowMs }) => (slots.at(-count) ?? -Infinity) + windowMs));

/** The slots that limits still look at, with a new one; as many again, because the latest may be given back. */
export function withSlot(slots: readonly number[], limits: readonly Limit[], slot: number): number[] {
  const most = Math.max(1, ...limits.map(({ count }) => count));
  return [...slots, slot].slice(-2 * most);
}

/** The time that one message takes up when all of the allowed rate is used. */
export const evenMs = (limits: readonly Limit[]): number =>
  Math.max(0, ...limits.map(({ count, windowMs }) => windowMs / count));
