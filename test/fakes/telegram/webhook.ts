import { setTimeout as sleep } from 'node:timers/promises';
import type { Changes } from './changes.ts';
import type { UpdateQueue } from './updates.ts';

export interface WebhookTarget {
  url: string;
  secret_token: string | undefined;
}

export interface WebhookOptions {
  /** Where a webhook's URL is really reached: stands for the TLS proxy in front of a server on loopback. */
  reach(url: string): string;
  /** Pause before the first repeat, in ms; doubled each time, 5 s at most. */
  retryPauseMs: number;
}

/** Delivers updates by POST, one at a time and in order, each again and again until a 2xx. */
export class WebhookDelivery {
  target: WebhookTarget | null = null;
  lastError: string | null = null;
  readonly #queue: UpdateQueue;
  readonly #changes: Changes;
  readonly #options: WebhookOptions;
  #running: { stop: AbortController; done: Promise<void> } | null = null;

  constructor(queue: UpdateQueue, changes: Changes, options: WebhookOptions) {
    this.#queue = queue;
    this.#changes = changes;
    this.#options = options;
  }

  /** Null stops the delivery; what waits stays. */
  async set(target: WebhookTarget | null): Promise<void> {
    this.#running?.stop.abort();
    this.#changes.happened();
    await this.#running?.done;
    this.#running = null;
    this.target = target;
    this.#queue.webhookActive = target !== null;
    if (target === null) return;
    const stop = new AbortController();
    this.#running = { stop, done: this.#deliver(target, stop.signal) };
  }

  async #deliver(target: WebhookTarget, signal: AbortSignal): Promise<void> {
    let pauseMs = this.#options.retryPauseMs;
    while (!signal.aborted) {
      const update = await this.#changes.until(() => this.#queue.head ?? (signal.aborted ? null : undefined));
      if (update === null || signal.aborted) return;
      this.lastError = await this.#post(target, update, signal);
      this.#changes.happened();
      if (this.lastError === null) {
        this.#queue.confirm(update);
        pauseMs = this.#options.retryPauseMs;
        continue;
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(5_000, pauseMs * 2);
    }
  }

  /** Null when it was taken, else Telegram's words for what went wrong. */
  async #post(
    { url, secret_token }: WebhookTarget,
    update: object,
    signal: AbortSignal,
  ): Promise<string | null> {
    const secret = secret_token === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret_token };
    try {
      const response = await fetch(this.#options.reach(url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...secret },
        body: JSON.stringify(update),
        signal,
      });
      await response.arrayBuffer();
      if (response.ok) return null;
      return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
    } catch {
      return 'Connection refused';
    }
  }
}
