import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call, CallLog } from '../telegram/calls.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { methods } from './methods/index.ts';
import type { Payload, Platform } from './platform.ts';
import { RateLimited, refuse, SlackRefusal } from './refusals.ts';

export interface WebApi {
  readonly platform: Platform;
  readonly log: CallLog;
  readonly plan: FaultPlan;
  readonly botToken: string;
  readonly appToken: string;
  /** What every call with a token is refused with, once it is set ("token_revoked"). */
  revoked: string | null;
  /** A message that somebody posts to a response URL. */
  responded(ticket: string, body: Record<string, unknown>): number;
}

/** The Web API, uploads and response URLs over HTTP on loopback. */
export async function listen(api: WebApi, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(api, request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function serve(api: WebApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, place, name = ''] = /^\/(api|upload|response)\/([\w.-]+)/.exec(request.url ?? '') ?? [];
  const body = await readBody(request);
  if (place === 'api') await serveCall(api, name, { request, response, body });
  else if (place === 'upload') await takeUpload(api, name, { request, response, body });
  else if (place === 'response') {
    const status = api.responded(name, JSON.parse(body.toString() || '{}'));
    write(response, status, { ok: status === 200, ...(status !== 200 && { error: 'used_url' }) });
  } else write(response, 404, {});
  api.platform.changes.happened();
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
}

async function serveCall(api: WebApi, method: string, { request, response, body }: Exchange): Promise<void> {
  const call = api.log.begins(method, fromForm(body));
  response.once('close', () => api.log.ends());
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const fault = api.plan.next(method);
  if (fault !== undefined) return strike(api, { call, fault, token, response });
  const answer = carryOut(api, call, token);
  api.log.settles(call, 'answered', answer.body);
  write(response, answer.status, answer.body, answer.headers);
}

interface Answer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

function carryOut(api: WebApi, { method, payload }: Call, token: string | undefined): Answer {
  try {
    const headers = { 'x-oauth-scopes': [...api.platform.scopes].join(',') };
    return { status: 200, body: { ok: true, ...run(api, method, payload, token) }, headers };
  } catch (error) {
    if (error instanceof SlackRefusal) return { status: 200, body: error.body };
    if (error instanceof RateLimited) return limited(error.retryAfter);
    throw error;
  }
}

const limited = (seconds: number): Answer => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: { 'retry-after': String(seconds) },
});

function run(api: WebApi, method: string, payload: Payload, token: string | undefined): object {
  const { platform } = api;
  if (token === undefined) throw refuse('not_authed');
  if (token !== api.botToken && token !== api.appToken) throw refuse('invalid_auth');
  if (api.revoked !== null) throw refuse(api.revoked);
  if (method === 'apps.connections.open') {
    if (token !== api.appToken) throw refuse('not_allowed_token_type');
    const ticket = platform.world.id('ticket');
    platform.tickets.add(ticket);
    return { url: `${platform.url().replace('http', 'ws')}/link?ticket=${ticket}&app_id=fake` };
  }
  const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (known === undefined) throw refuse('unknown_method');
  if (token === api.appToken) throw refuse('not_allowed_token_type');
  if (known.scope !== null && !platform.scopes.has(known.scope)) {
    throw refuse('missing_scope', { needed: known.scope, provided: [...platform.scopes].join(',') });
  }
  platform.limiter.take(method, payload.channel, Date.now());
  return known.run(platform, payload);
}

interface Struck {
  call: Call;
  fault: Fault;
  token: string | undefined;
  response: ServerResponse;
}

function strike(api: WebApi, { call, fault, token, response }: Struck): void {
  if (fault.kind === 'limit' || fault.kind === 'refuse') {
    const answer =
      fault.kind === 'limit' ? limited(fault.seconds) : { status: 200, body: refuse(fault.error).body };
    api.log.settles(call, 'answered', answer.body);
    write(response, answer.status, answer.body, 'headers' in answer ? answer.headers : undefined);
    return;
  }
  const answer = fault.kind === 'cut' || fault.carriedOut ? carryOut(api, call, token) : null;
  api.log.settles(call, 'lost');
  if (fault.kind === 'drop') response.destroy();
  if (fault.kind === 'page') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(`<html><head><title>${fault.status}</title></head><body>Slack is away</body></html>`);
  }
  if (fault.kind === 'cut') {
    const body = JSON.stringify(answer?.body);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  }
}

async function takeUpload({ platform }: WebApi, ticket: string, { request, response, body }: Exchange) {
  const file = platform.world.files.get(platform.uploads.get(ticket) ?? '');
  if (file === undefined) return write(response, 404, {});
  file.data = await content(request.headers['content-type'] ?? '', body);
  response.writeHead(200).end(`OK - ${file.data.length}`);
}

/** The file itself, also where it comes as a part of a form. */
async function content(type: string, body: Buffer): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const part = [...form.values()].find((value) => value instanceof Blob);
  return part === undefined ? body : Buffer.from(await part.arrayBuffer());
}

function write(
  response: ServerResponse,
  status: number,
  body: object,
  headers?: Record<string, string>,
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const STRUCTURED = ['blocks', 'metadata', 'view', 'files'];

/** A form's fields; those that hold structure are JSON within. */
function fromForm(body: Buffer): Record<string, unknown> {
  const fields = Object.fromEntries(new URLSearchParams(body.toString()));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      STRUCTURED.includes(name) ? JSON.parse(value) : value,
    ]),
  );
}
