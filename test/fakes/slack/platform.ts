import type { Changes } from '../telegram/changes.ts';
import type { RateLimiter } from './limits.ts';
import type { World } from './world.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** How long a trigger may open a view, in Slack's own time. */
const TRIGGER_MS = 3_000;

/** All that the methods of the Web API work on. */
export interface Platform {
  readonly world: World;
  readonly limiter: RateLimiter;
  readonly changes: Changes;
  readonly triggers: Triggers;
  /** Where the fake listens: uploads, response URLs and sockets are below it. */
  url(): string;
  /** One-time tickets of sockets that may be opened. */
  readonly tickets: Set<string>;
  readonly scopes: Set<string>;
  /** A view was opened or changed, so that the person who looks at it can be asked to fill it in. */
  readonly uploads: Map<string, string>;
}

/** What a click may still open: each trigger once, and not for long. */
export class Triggers {
  readonly #open = new Map<string, { user: string; at: number }>();
  readonly #used = new Set<string>();

  issue(id: string, user: string): void {
    this.#open.set(id, { user, at: Date.now() });
  }

  /** All that were given out so far have become too old. */
  expireAll(): void {
    for (const trigger of this.#open.values()) trigger.at = 0;
  }

  take(id: unknown): { user: string } | 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' {
    const trigger = this.#open.get(String(id));
    if (trigger === undefined) return 'invalid_trigger_id';
    if (this.#used.has(String(id))) return 'exchanged_trigger_id';
    if (Date.now() - trigger.at > TRIGGER_MS) return 'expired_trigger_id';
    this.#used.add(String(id));
    return trigger;
  }
}
