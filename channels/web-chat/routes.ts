import { randomUUID } from 'node:crypto';
import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { AfterwordError } from '../../src/model/errors.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { threadOf, VisitorId } from './address.ts';
import type { Bubble } from './entries.ts';
import { crossOrigin, failure, json } from './http.ts';
import {
  ChoiceRequest,
  choiceEvent,
  deliveredEvent,
  MessageRequest,
  messageEvent,
  parseBody,
  ReceiptRequest,
  SessionRequest,
} from './parse.ts';
import type { Settings } from './settings.ts';
import { chatStream } from './stream.ts';
import { issueVisitorToken, type VisitorClaim, verifyVisitorToken } from './visitor-token.ts';

const SESSION_MS = 30 * 24 * 3_600_000;
/** Anonymous visitors are known by this, so that only their tokens are renewed and never one that a site issued. */
const ANONYMOUS = 'anon-';

/** What the routes need of the running channel. */
export interface Desk {
  settings: Settings;
  context: ChannelContext;
  /** Null while the channel does not run. */
  sink(): Sink | null;
  /** Aborted when the channel stops. */
  stopping(): AbortSignal;
}

type Handler = (request: HttpRequest) => Promise<HttpResponse>;

/** The web chat's API, without the widget's files. */
export function apiRoutes(desk: Desk): HttpRoute[] {
  const guarded =
    (handle: Handler): Handler =>
    async (request) => {
      const answer = await handle(request).catch(failure);
      return {
        ...answer,
        headers: { ...answer.headers, ...crossOrigin(request, desk.settings.WEB_CHAT_ORIGINS) },
      };
    };
  const preflight: Handler = async () => ({ status: 204 });
  const posts = {
    '/session': session(desk),
    '/messages': messages(desk),
    '/choices': choices(desk),
    '/receipts': receipts(desk),
  };
  return [
    { method: 'GET', path: '/events', handle: guarded(events(desk)) },
    { method: 'OPTIONS', path: '/events', handle: guarded(preflight) },
    ...Object.entries(posts).flatMap(([path, handle]): HttpRoute[] => [
      { method: 'POST', path, handle: guarded(handle) },
      { method: 'OPTIONS', path, handle: guarded(preflight) },
    ]),
  ];
}

const secretsOf = ({ context, settings: { WEB_CHAT_SECRET } }: Desk): Uint8Array[] => [
  context.secretFor('web-chat'),
  ...(WEB_CHAT_SECRET === undefined ? [] : [new TextEncoder().encode(WEB_CHAT_SECRET)]),
];

const claimOf = (desk: Desk, token: string): VisitorClaim | null =>
  verifyVisitorToken(secretsOf(desk), token, desk.context.now());

/** The visitor who asks, by `Authorization: Bearer` or, for plain EventSource clients, by `?token=`. */
function visitorAt(desk: Desk, request: HttpRequest): string {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claim = claimOf(desk, bearer ?? request.query.get('token') ?? '');
  const visitor = VisitorId.safeParse(claim?.visitor);
  if (visitor.success) return visitor.data;
  throw new AfterwordError('AW_UNAUTHORIZED', 'The visitor token is missing, forged or expired.');
}

async function hand(desk: Desk, event: IncomingEvent): Promise<string | null> {
  const sink = desk.sink();
  if (sink === null) throw new AfterwordError('AW_INTERNAL', 'The web chat is not running just now.');
  return (await sink(event)).notice;
}

const session =
  (desk: Desk): Handler =>
  async (request) => {
    const asked = request.body.length === 0 ? {} : parseBody(SessionRequest, request.body);
    const known = asked.token === undefined ? null : claimOf(desk, asked.token);
    const visitor = known?.visitor.startsWith(ANONYMOUS) ? known.visitor : `${ANONYMOUS}${randomUUID()}`;
    const expiresAt = new Date(desk.context.now().getTime() + SESSION_MS);
    const token = issueVisitorToken(desk.context.secretFor('web-chat'), visitor, expiresAt);
    return json(200, { token, visitor, expiresAt });
  };

const messages =
  (desk: Desk): Handler =>
  async (request) => {
    const visitor = visitorAt(desk, request);
    const message = parseBody(MessageRequest, request.body);
    const { text, clientId } = message;
    const bubble: Bubble = { type: 'message', from: 'customer', text, clientId };
    // Shown before it is handled, so that it stands above what it sets off. A retry finds the same entry.
    const entry = await desk.context.transcript.append(threadOf(visitor), `customer:${clientId}`, bubble);
    const notice = await hand(desk, messageEvent(visitor, message, entry.at));
    return json(200, { id: entry.id, notice });
  };

const choices =
  (desk: Desk): Handler =>
  async (request) => {
    const visitor = visitorAt(desk, request);
    const choice = parseBody(ChoiceRequest, request.body);
    return json(200, { notice: await hand(desk, choiceEvent(visitor, choice, desk.context.now())) });
  };

const receipts =
  (desk: Desk): Handler =>
  async (request) => {
    const visitor = visitorAt(desk, request);
    const receipt = parseBody(ReceiptRequest, request.body);
    await hand(desk, deliveredEvent(visitor, receipt, desk.context.now()));
    return json(200, {});
  };

const events =
  (desk: Desk): Handler =>
  async (request) => {
    const visitor = visitorAt(desk, request);
    const last = request.headers['last-event-id'] ?? request.query.get('after') ?? '';
    // An id that cannot be read begins anew: the widget drops what it has, so nothing doubles and nothing is lost.
    const after = /^\d{1,15}$/.test(last) ? Number(last) : 0;
    const ends = AbortSignal.any([request.signal, desk.stopping()]);
    return {
      status: 200,
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
      body: chatStream(desk.context.transcript, threadOf(visitor), after, ends),
    };
  };
