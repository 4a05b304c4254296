import { refusals } from './refusals.ts';

/** WhatsApp's limits on sending. */
export interface Limits {
  perSecond: number;
  /** Seconds that one message into one chat costs for good. */
  pairSeconds: number;
  /** Messages into one chat that may be borrowed. */
  pairBurst: number;
}

export const TRUE_LIMITS: Limits = { perSecond: 80, pairSeconds: 6, pairBurst: 45 };

export class RateLimiter {
  limits: Limits | null = null;
  #times: number[] = [];
  /** When a chat would be out of debt, in ms. */
  readonly #paidAt = new Map<string, number>();

  /** Counts one message at `now` (ms), or refuses it. */
  take(chat: string, now: number): void {
    if (this.limits === null) return;
    const { perSecond, pairSeconds, pairBurst } = this.limits;
    this.#times = this.#times.filter((time) => time > now - 1_000);
    if (this.#times.length >= perSecond) throw refusals.throughput();
    const paidAt = Math.max(now, this.#paidAt.get(chat) ?? 0);
    if (paidAt - now > (pairBurst - 1) * pairSeconds * 1_000) throw refusals.pair();
    this.#times.push(now);
    this.#paidAt.set(chat, paidAt + pairSeconds * 1_000);
  }
}
