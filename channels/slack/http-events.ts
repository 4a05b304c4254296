import { verifySlackRequest } from '@slack/bolt';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import type { SlackConnection } from './connection.ts';

/** The one address for events, interactivity and slash commands. */
export const EVENTS_PATH = '/events';

/** A signature is good for so long, in either direction: Bolt looks at the past only. */
const GOOD_FOR_SECONDS = 300;

interface HttpEvents {
  secret: string;
  connection: SlackConnection;
  running(): boolean;
  now: ChannelContext['now'];
}

/** Where Slack delivers by HTTP. Anything but a 2xx makes it deliver an event again. */
export function eventsRoute(events: HttpEvents): HttpRoute {
  return { method: 'POST', path: EVENTS_PATH, handle: (request) => handle(events, request) };
}

async function handle(
  { secret, connection, running, now }: HttpEvents,
  { headers, body }: HttpRequest,
): Promise<HttpResponse> {
  if (!isSigned(headers, body, secret, now())) return { status: 401 };
  const payload = readPayload(headers['content-type'] ?? '', body);
  if (payload === null) return { status: 400 };
  if (payload.type === 'url_verification') return json({ challenge: String(payload.challenge ?? '') });
  if (payload.ssl_check !== undefined) return { status: 200 };
  if (!running()) return { status: 503 };
  const retryNum = Number(headers['x-slack-retry-num']);
  const retryReason = headers['x-slack-retry-reason'];
  const retry = {
    ...(Number.isInteger(retryNum) && { retryNum }),
    ...(retryReason !== undefined && { retryReason }),
  };
  try {
    const isEvent = payload.type === 'event_callback';
    return answer(await connection.dispatch({ body: payload, isEvent, ...retry }));
  } catch {
    return { status: 503 };
  }
}

function isSigned(
  headers: HttpRequest['headers'],
  body: Uint8Array,
  signingSecret: string,
  now: Date,
): boolean {
  const signature = headers['x-slack-signature'];
  const timestamp = Number(headers['x-slack-request-timestamp'] || Number.NaN);
  const age = Math.abs(now.getTime() / 1000 - timestamp);
  if (signature === undefined || !(age <= GOOD_FOR_SECONDS)) return false;
  try {
    verifySlackRequest({
      signingSecret,
      body: new TextDecoder().decode(body),
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
      nowMilliseconds: now.getTime(),
    });
    return true;
  } catch {
    return false;
  }
}

/** Events are JSON; clicks are JSON in a form's field; commands are a form. */
function readPayload(type: string, body: Uint8Array): Record<string, unknown> | null {
  const text = new TextDecoder().decode(body);
  try {
    if (!type.startsWith('application/x-www-form-urlencoded')) return objectIn(text);
    const form = Object.fromEntries(new URLSearchParams(text));
    return form.payload === undefined ? form : objectIn(form.payload);
  } catch {
    return null;
  }
}

function objectIn(text: string): Record<string, unknown> | null {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

const json = (body: unknown): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

/** A listener's acknowledgement: nothing, a text, or a message or view. */
function answer(acknowledged: unknown): HttpResponse {
  if (acknowledged === undefined || acknowledged === '') return { status: 200 };
  return json(typeof acknowledged === 'string' ? { text: acknowledged } : acknowledged);
}
