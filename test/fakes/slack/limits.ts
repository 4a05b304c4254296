import { RateLimited } from './refusals.ts';

/** Calls a minute by method, per workspace and app; methods that are not named have tier 3. */
const TIERS: Readonly<Record<string, number>> = {
  'auth.test': 600,
  'apps.connections.open': 20,
  'chat.getPermalink': 600,
  'chat.postEphemeral': 100,
  'chat.postMessage': 600,
  'conversations.list': 20,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'reactions.get': 100,
  'usergroups.list': 20,
  'usergroups.users.list': 20,
  'users.info': 100,
  'views.open': 100,
  'views.publish': 100,
  'views.push': 100,
  'views.update': 100,
};
const TIER_3 = 50;

/** Messages a second into one conversation. */
const A_SECOND = 1;

/** Slack's rate limits, as sliding windows; off until they are switched on. */
export class RateLimiter {
  on = false;
  readonly #times = new Map<string, number[]>();

  /** Counts one call at `now` (ms), or refuses it with the seconds after which it fits. */
  take(method: string, channel: unknown, now: number): void {
    if (!this.on) return;
    const windows = [{ key: method, most: TIERS[method] ?? TIER_3, ms: 60_000 }];
    if (method === 'chat.postMessage') windows.push({ key: `in ${channel}`, most: A_SECOND, ms: 1_000 });
    const waits = windows.map(({ key, most, ms }) => this.#wait(key, most, ms, now));
    const longest = Math.max(...waits);
    if (longest > 0) throw new RateLimited(Math.ceil(longest / 1_000));
    for (const { key } of windows) this.#list(key).push(now);
  }

  #list(key: string): number[] {
    const times = this.#times.get(key) ?? [];
    this.#times.set(key, times);
    return times;
  }

  #wait(key: string, most: number, ms: number, now: number): number {
    const times = this.#list(key);
    while ((times[0] ?? now) <= now - 60_000) times.shift();
    const oldest = times.filter((time) => time > now - ms).at(-most);
    return oldest === undefined ? 0 : oldest + ms - now;
  }
}
