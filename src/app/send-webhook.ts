import { request } from 'undici';
import { settleAction } from '../store/actions.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { inTransaction, putOff } from './unit.ts';
import type { WebhookLanes } from './webhook-lanes.ts';
import { webhookHeaders } from './webhook-message.ts';
import { clientFor } from './webhook-target.ts';

/** One message to one address. The body is fixed when it is decided on: every try sends the same bytes. */
export interface WebhookMessage {
  /** Standard Webhooks' `webhook-id`. */
  id: string;
  url: string;
  body: string;
  /** The row in `actions`. */
  actionId: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The pauses that Standard Webhooks recommends; after the last of them it is given up. */
const PAUSES = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
const CALL_TIMEOUT_MS = 15_000;

/** `lasting`: to try again would change nothing. */
type Outcome = { done: true } | { done: false; code: string; lasting: boolean };

/**
 * Sends one webhook, at least once: where a process dies in between it is sent again under the same id, by which the
 * receiver knows it.
 */
export async function sendWebhook(
  app: App,
  lanes: WebhookLanes,
  key: string,
  message: WebhookMessage,
): Promise<void> {
  const waiting = await app.db.selectFrom('outbox').select('key').where('key', '=', key).executeTakeFirst();
  if (waiting === undefined) return;
  const place = lanes.enter(new URL(message.url).host);
  if ('waitMs' in place) return putOff(app, key, place.waitMs);
  const outcome = await post(app, message).finally(() => place.leave());
  await inTransaction(app, async (unit) => {
    const row = await lockOutbox(unit.db, key);
    if (row === undefined) return;
    const pause = PAUSES[row.attempts];
    const over = outcome.done || outcome.lasting || pause === undefined;
    const code = outcome.done ? null : outcome.code;
    const state = outcome.done ? 'done' : over ? 'failed' : 'pending';
    await settleAction(unit.db, message.actionId, { state, code, now: unit.now });
    if (over) await removeOutbox(unit.db, key);
    else await unit.postpone(key, new Date(unit.now.getTime() + pause), code);
  });
  if (!outcome.done) {
    app.log.warn(
      { webhook: message.id, host: new URL(message.url).host, code: outcome.code },
      'webhook not taken',
    );
  }
}

/** Redirects are not followed: the receiver is the one that the template names. Never throws. */
async function post(app: App, message: WebhookMessage): Promise<Outcome> {
  const client = clientFor(message.url, app.webhooks);
  if (client === 'host_not_allowed') return { done: false, code: client, lasting: true };
  try {
    const response = await request(message.url, {
      method: 'POST',
      dispatcher: client,
      headers: webhookHeaders(message, app.webhooks.secrets, app.now()),
      body: message.body,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    await response.body.dump();
    const { statusCode } = response;
    if (statusCode >= 200 && statusCode < 300) return { done: true };
    return { done: false, code: `http_${statusCode}`, lasting: statusCode === 410 };
  } catch (error) {
    const code = codeOf(error);
    return { done: false, code, lasting: code === 'host_not_allowed' };
  }
}

/** The error's own code, also where it lies within another. */
function codeOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  if (inner instanceof Error && inner.cause !== undefined) return codeOf(inner.cause);
  return inner instanceof Error ? inner.name : 'unknown';
}
