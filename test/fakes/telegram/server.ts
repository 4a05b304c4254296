import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call, CallLog } from './calls.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { methods, type Payload, type Platform } from './methods.ts';
import { Refusal, refusals } from './refusals.ts';

export interface BotApi {
  token: string;
  platform: Platform;
  log: CallLog;
  plan: FaultPlan;
  /** Something of the platform's state may have changed. */
  changed(): void;
}

/** The Bot API over HTTP on loopback. */
export async function listen(api: BotApi, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(api, request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function serve(api: BotApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, token, method = ''] = /^\/bot([^/]+)\/(?:test\/)?(\w+)/.exec(request.url ?? '') ?? [];
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const payload = await readPayload(request);
  if (token !== api.token)
    return write(response, token === undefined ? refusals.notFound() : refusals.unauthorized());
  const call = api.log.begins(method, payload);
  response.once('close', () => api.log.ends());
  const fault = api.plan.next(method);
  if (fault) await strike(api, { call, fault, response, gone: gone.signal });
  else {
    const answer = await carryOut(api, call, gone.signal);
    api.log.settles(call, 'answered', answer);
    write(response, answer);
  }
  api.changed();
}

interface Struck {
  call: Call;
  fault: Fault;
  response: ServerResponse;
  gone: AbortSignal;
}

async function strike(api: BotApi, { call, fault, response, gone }: Struck): Promise<void> {
  if (fault.kind === 'refuse') {
    api.log.settles(call, 'answered', fault.refusal.body);
    return write(response, fault.refusal);
  }
  const carriedOut = fault.kind === 'cut' || fault.carriedOut;
  const answer = carriedOut ? await carryOut(api, call, gone) : null;
  api.log.settles(call, 'lost');
  if (fault.kind === 'drop') response.destroy();
  if (fault.kind === 'page') {
    response.writeHead(fault.status, { 'content-type': 'text/html' });
    response.end(
      `<html><head><title>${fault.status}</title></head><body><center>nginx</center></body></html>`,
    );
  }
  if (fault.kind === 'cut') {
    const body = JSON.stringify(answer);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  }
}

async function carryOut({ platform }: BotApi, call: Call, gone: AbortSignal): Promise<object> {
  try {
    const method = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (method === undefined) throw refusals.notFound();
    return { ok: true, result: await method(platform, call.payload, gone) };
  } catch (error) {
    if (error instanceof Refusal) return error.body;
    throw error;
  }
}

function write(response: ServerResponse, answer: object): void {
  const body = answer instanceof Refusal ? answer.body : answer;
  const status = 'error_code' in body ? Number(body.error_code) : 200;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readPayload(request: IncomingMessage): Promise<Payload> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text.startsWith('{') ? JSON.parse(text) : {};
}
