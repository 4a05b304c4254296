import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call, CallLog } from '../telegram/calls.ts';
import type { Fault } from './faults.ts';
import type { RateLimiter } from './limits.ts';
import { type Taken, takeMessage } from './messages.ts';
import { Refusal, refusals } from './refusals.ts';
import { asListed, type World } from './world.ts';

export interface GraphApi {
  token: string;
  world: World;
  limiter: RateLimiter;
  log: CallLog;
  /** Faults that wait for the calls they strike: "messages", "templates", "number". */
  faults: Map<string, Fault[]>;
  /** A message was taken: statuses follow. */
  took(taken: Taken): void;
}

/** The Graph API over HTTP on loopback, as far as one WhatsApp number goes. */
export async function listen(api: GraphApi, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(api, request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Answer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

async function serve(api: GraphApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const payload = await readBody(request);
  const kind = kindOf(api, `${request.method} ${url.pathname.replace(/^\/v\d+\.\d+/, '')}`);
  const call = api.log.begins(kind ?? 'unknown', payload);
  response.once('close', () => api.log.ends());
  const fault = api.faults.get(call.method)?.shift();
  const answer = () => carryOut(api, { kind, payload, url, token: request.headers.authorization });
  if (fault === undefined) return write(api, call, response, answer());
  if (fault.kind === 'refuse') return write(api, call, response, asAnswer(fault.refusal));
  strike(api, { call, fault, response, answer });
}

function kindOf({ world }: GraphApi, request: string): string | null {
  if (request === `POST /${world.phoneNumberId}/messages`) return 'messages';
  if (request === `GET /${world.phoneNumberId}`) return 'number';
  if (request === `GET /${world.accountId}/message_templates`) return 'templates';
  return null;
}

interface Struck {
  call: Call;
  fault: Exclude<Fault, { kind: 'refuse' }>;
  response: ServerResponse;
  answer(): Answer;
}

function strike(api: GraphApi, { call, fault, response, answer }: Struck): void {
  const carriedOut = fault.kind === 'cut' || fault.carriedOut ? answer() : null;
  api.log.settles(call, 'lost');
  if (fault.kind === 'drop') response.destroy();
  if (fault.kind === 'page') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(`<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>`);
  }
  if (fault.kind === 'cut') {
    const body = JSON.stringify(carriedOut?.body);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  }
}

interface Asked {
  kind: string | null;
  payload: Readonly<Record<string, unknown>>;
  url: URL;
  token: string | undefined;
}

function carryOut(api: GraphApi, { kind, payload, url, token }: Asked): Answer {
  try {
    if (token !== `Bearer ${api.token}`) throw refusals.token();
    if (kind === 'messages') return { status: 200, body: send(api, payload) };
    if (kind === 'number') return { status: 200, body: number(api.world) };
    if (kind === 'templates') return { status: 200, body: templates(api.world, url) };
    const [, id = ''] = /^\/(?:v\d+\.\d+\/)?([^/]+)/.exec(url.pathname) ?? [];
    throw refusals.noObject(id);
  } catch (error) {
    if (error instanceof Refusal) return asAnswer(error);
    throw error;
  }
}

function send(api: GraphApi, payload: Readonly<Record<string, unknown>>): object {
  const taken = takeMessage(api.world, api.limiter, payload, Date.now());
  const { id, to, input } = taken.message;
  api.took(taken);
  const contact = 'recipient' in payload ? { user_id: to.userId } : { wa_id: to.phone ?? input };
  return { messaging_product: 'whatsapp', contacts: [{ input, ...contact }], messages: [{ id }] };
}

const number = (world: World): object => ({
  id: world.phoneNumberId,
  display_phone_number: '+1 555-078-3881',
  verified_name: 'Afterword Test',
  quality_rating: 'GREEN',
  health_status: {
    can_send_message: 'AVAILABLE',
    entities: [
      { entity_type: 'PHONE_NUMBER', id: world.phoneNumberId, can_send_message: 'AVAILABLE' },
      { entity_type: 'WABA', id: world.accountId, can_send_message: 'AVAILABLE' },
    ],
  },
});

/** Pages of two, so that whoever reads them must turn them; `name` finds parts of names, as Meta does. */
function templates(world: World, url: URL): object {
  const name = url.searchParams.get('name') ?? '';
  const from = Number(url.searchParams.get('after') ?? 0);
  const found = world.templates.filter((one) => one.name.includes(name)).map(asListed);
  const next = from + 2 < found.length ? { next: `${url.href}&after=${from + 2}` } : {};
  return {
    data: found.slice(from, from + 2),
    paging: { cursors: { before: String(from), after: String(from + 2) }, ...next },
  };
}

const asAnswer = ({ status, body, headers }: Refusal): Answer => ({ status, body, headers });

function write(api: GraphApi, call: Call, response: ServerResponse, answer: Answer): void {
  api.log.settles(call, 'answered', answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8', ...answer.headers });
  response.end(JSON.stringify(answer.body));
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text.startsWith('{') ? JSON.parse(text) : {};
}
