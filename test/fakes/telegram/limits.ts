import { refusals } from './refusals.ts';
import type { FakeChat } from './world.ts';

/** Telegram's limits on sending, as sliding windows. */
export interface Limits {
  perSecond: number;
  perChatPerSecond: number;
  perGroupPerMinute: number;
}

export const TRUE_LIMITS: Limits = { perSecond: 30, perChatPerSecond: 1, perGroupPerMinute: 20 };

export class RateLimiter {
  limits: Limits | null = null;
  readonly #all: number[] = [];
  readonly #byChat = new Map<number, number[]>();

  /** Counts one message at `now` (ms), or refuses it with the seconds after which it fits. */
  take(chat: FakeChat, now: number): void {
    if (this.limits === null) return;
    const mine = this.#byChat.get(chat.id) ?? [];
    this.#byChat.set(chat.id, mine);
    const waits = [
      wait(this.#all, this.limits.perSecond, 1_000, now),
      wait(mine, this.limits.perChatPerSecond, 1_000, now),
      chat.type === 'private' ? 0 : wait(mine, this.limits.perGroupPerMinute, 60_000, now),
    ];
    const longest = Math.max(...waits);
    if (longest > 0) throw refusals.tooManyRequests(Math.ceil(longest / 1_000));
    for (const times of [this.#all, mine]) {
      times.push(now);
      while ((times[0] ?? now) < now - 60_000) times.shift();
    }
  }
}

/** How long until one more fits into the window, in ms; 0 = now. */
function wait(times: readonly number[], most: number, windowMs: number, now: number): number {
  const within = times.filter((time) => time > now - windowMs);
  const oldest = within.at(-most);
  return oldest === undefined ? 0 : oldest + windowMs - now;
}
