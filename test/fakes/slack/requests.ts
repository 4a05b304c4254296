import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changes } from '../telegram/changes.ts';
import type { Delivery, Envelope, Patience } from './envelope.ts';

/** Signs a request as Slack does; `at` in seconds. */
export const signed = (secret: string, body: string, at = Math.floor(Date.now() / 1000)) => ({
  'x-slack-request-timestamp': String(at),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
});

/** Envelopes as signed HTTP requests to the app's one request URL. */
export class Requests implements Delivery {
  readonly #target: { url: string; secret: string };
  readonly #changes: Changes;
  readonly #patience: Patience;
  readonly #gone = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(target: { url: string; secret: string }, changes: Changes, patience: Patience) {
    this.#target = target;
    this.#changes = changes;
    this.#patience = patience;
  }

  deliver(envelope: Envelope): void {
    const running: Promise<void> = this.#insist(envelope).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async close(): Promise<void> {
    this.#gone.abort();
    await Promise.all(this.#running);
  }

  async #insist(envelope: Envelope): Promise<void> {
    const pauses = envelope.kind === 'events_api' ? this.#patience.retryMs : [];
    for (const pause of [0, ...pauses]) {
      if (pause > 0) await sleep(pause, undefined, { signal: this.#gone.signal }).catch(() => {});
      if (this.#gone.signal.aborted) return;
      if (await this.#once(envelope)) {
        envelope.state = 'acked';
        return this.#changes.happened();
      }
    }
    envelope.state = 'lost';
    this.#changes.happened();
  }

  async #once(envelope: Envelope): Promise<boolean> {
    const { payload, kind, deliveries } = envelope;
    const body =
      kind === 'events_api'
        ? JSON.stringify(payload)
        : new URLSearchParams(
            kind === 'interactive'
              ? { payload: JSON.stringify(payload) }
              : (payload as Record<string, string>),
          ).toString();
    envelope.deliveries += 1;
    try {
      const response = await fetch(this.#target.url, {
        method: 'POST',
        headers: {
          'content-type': kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
          ...signed(this.#target.secret, body),
          ...(deliveries > 0 && {
            'x-slack-retry-num': String(deliveries),
            'x-slack-retry-reason': 'http_error',
          }),
        },
        body,
        signal: AbortSignal.any([this.#gone.signal, AbortSignal.timeout(this.#patience.ackMs)]),
      });
      const text = await response.text();
      if (!response.ok) return false;
      envelope.response = text.startsWith('{') ? JSON.parse(text) : text;
      return true;
    } catch {
      return false;
    }
  }
}
