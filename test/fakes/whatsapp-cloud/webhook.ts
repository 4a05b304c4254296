import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changes } from '../telegram/changes.ts';

export interface WebhookOptions {
  /** Where webhooks go; null = nowhere yet, and what there is waits. */
  url: string | null;
  appSecret: string;
  /** Pause before the first repeat, in ms; doubled each time, 5 s at most. */
  retryPauseMs: number;
  /** Deliveries under way at the same time. Meta waits with none for another; with one they come in their order. */
  atOnce: number;
}

/** Delivers webhooks by POST, signed over the bytes, each again and again until a 2xx. */
export class WebhookDelivery {
  /** The status codes with which deliveries were answered; 0 = no answer. */
  readonly answers: number[] = [];
  readonly options: WebhookOptions;
  readonly #waiting: object[] = [];
  readonly #changes: Changes;
  readonly #stop = new AbortController();
  readonly #done: Promise<unknown>;
  #delivering = 0;
  #last: object | null = null;

  constructor(options: WebhookOptions, changes: Changes) {
    this.options = options;
    this.#changes = changes;
    this.#done = Promise.all(Array.from({ length: options.atOnce }, () => this.#deliver()));
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
    return this.#waiting.length + this.#delivering === 0;
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
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const payload = await this.#changes.until(() => this.#next() ?? (signal.aborted ? null : undefined));
      if (payload === null) return;
      await this.#untilTaken(payload);
      this.#delivering -= 1;
      this.#changes.happened();
    }
  }

  /** Counted at once: between here and its delivery nothing must look idle. */
  #next(): object | undefined {
    const payload = this.options.url === null ? undefined : this.#waiting.shift();
    if (payload !== undefined) this.#delivering += 1;
    return payload;
  }

  async #untilTaken(payload: object): Promise<void> {
    const { signal } = this.#stop;
    let pauseMs = this.options.retryPauseMs;
    while (!signal.aborted) {
      const status = await this.post(asMetaWrites(payload)).catch(() => 0);
      this.answers.push(status);
      this.#changes.happened();
      if (status >= 200 && status < 300) return;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(5_000, pauseMs * 2);
    }
  }
}

/** Everything above ASCII as \uXXXX, and slashes escaped: JSON written anew by another has another signature. */
export const asMetaWrites = (payload: object): string =>
  JSON.stringify(payload)
    .replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');
