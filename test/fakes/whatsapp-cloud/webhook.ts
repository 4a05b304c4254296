import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changes } from '../telegram/changes.ts';

export interface WebhookOptions {
  /** Where webhooks go; null = nowhere yet, and what there is waits. */
  url: string | null;
  appSecret: string;
  /** Pause before the first repeat, in ms; doubled each time, 5 s at most. */
  retryPauseMs: number;
}

/** Delivers webhooks by POST, signed over the bytes, each again and again until a 2xx. */
export class WebhookDelivery {
  /** The status codes with which deliveries were answered; 0 = no answer. */
  readonly answers: number[] = [];
  readonly options: WebhookOptions;
  readonly #waiting: object[] = [];
  readonly #changes: Changes;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #last: object | null = null;

  constructor(options: WebhookOptions, changes: Changes) {
    this.options = options;
    this.#changes = changes;
    this.#done = this.#deliver();
  }

  add(payload: object): void {
    this.#waiting.push(payload);
    this.#last = payload;
    this.#changes.happened();
  }

  repeatLast(): void {
    if (this.#last !== null) this.add(this.#last);
  }

  get idle(): boolean {
    return this.#waiting.length === 0;
  }

  /** One delivery, whatever comes of it; answers its status. */
  async post(body: string, signature = this.sign(body)): Promise<number> {
    if (this.options.url === null) throw new Error('the fake was not told where webhooks go');
    const response = await fetch(this.options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'facebookexternalua',
        'x-hub-signature-256': signature,
      },
      body,
      signal: this.#stop.signal,
    });
    await response.arrayBuffer();
    return response.status;
  }

  sign(body: string): string {
    return `sha256=${createHmac('sha256', this.options.appSecret).update(body).digest('hex')}`;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#changes.happened();
    await this.#done;
  }

  async #deliver(): Promise<void> {
    let pauseMs = this.options.retryPauseMs;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const next = () => (this.options.url === null ? undefined : this.#waiting[0]);
      const payload = await this.#changes.until(() => next() ?? (signal.aborted ? null : undefined));
      if (payload === null || signal.aborted) return;
      const status = await this.post(asMetaWrites(payload)).catch(() => 0);
      this.answers.push(status);
      if (status >= 200 && status < 300) {
        this.#waiting.shift();
        pauseMs = this.options.retryPauseMs;
      } else {
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(5_000, pauseMs * 2);
      }
      this.#changes.happened();
    }
  }
}

/** Everything above ASCII as \uXXXX, and slashes escaped: JSON written anew by another has another signature. */
export const asMetaWrites = (payload: object): string =>
  JSON.stringify(payload)
    .replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');
