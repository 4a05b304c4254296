import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webChat } from '../../channels/web-chat/index.ts';
import { settings } from '../../channels/web-chat/settings.ts';
import { issueVisitorToken } from '../../channels/web-chat/visitor-token.ts';
import type { HttpRequest } from '../../src/model/http.ts';
import { testContext } from '../contract/context.ts';
import { Inbox } from '../contract/inbox.ts';
import { memoryTranscript } from '../support/memory-transcript.ts';
import { type DemoState, empty } from './demo-page-states.ts';

const PAGE = new URL('../../src/console/demo/', import.meta.url);
const TYPES: Record<string, string> = {
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
};

/** The page as the product serves it, over an API that says whatever the test wants, and a real web chat. */
export async function demoPageServer() {
  const context = testContext({ transcript: memoryTranscript() });
  const channel = webChat.create(settings.parse({}), context);
  const inbox = new Inbox();
  await channel.start(inbox.sink);

  const calls: { path: string; body: Record<string, unknown> }[] = [];
  const listeners = new Set<ServerResponse>();
  let state: DemoState = empty;
  let sessions = 0;
  let refusal: number | null = null;

  const newSession = () => {
    const visitor = `anon-demo-${++sessions}`;
    const token = issueVisitorToken(context.secretFor('web-chat'), visitor, new Date(Date.now() + 3_600_000));
    return { session: `s-${sessions}`, visitorToken: token, visitor, conversation: 'c-1' };
  };

  async function api(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, value: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path.startsWith('stream')) {
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame(state));
      return;
    }
    if (path.startsWith('state')) return send(200, state);
    const body = JSON.parse((await bodyOf(request)).toString() || '{}');
    calls.push({ path, body });
    if (refusal !== null) return send(refusal, { error: { code: 'AW_INTERNAL' } });
    if (path === 'settings') show({ ...state, ...body });
    if (path === 'reset') show(empty);
    return send(200, path === 'session' || path === 'reset' ? newSession() : {});
  }

  function show(next: DemoState): void {
    state = next;
    for (const listener of listeners) listener.write(frame(next));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-security-policy', "default-src 'self'");
    const answer = url.pathname.startsWith('/demo/api/')
      ? api(url.pathname.slice('/demo/api/'.length), request, response)
      : url.pathname.startsWith('/channels/web-chat/')
        ? route(url, request, response)
        : file(url.pathname, response);
    answer.catch(() => response.destroy());
  });

  async function route(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url.pathname.slice('/channels/web-chat'.length);
    const found = channel.routes?.find((one) => one.path === path && one.method === request.method);
    if (found === undefined) return void response.writeHead(404).end();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const headers = request.headers as HttpRequest['headers'];
    const body = await bodyOf(request);
    const answer = await found.handle({
      method: found.method,
      path,
      query: url.searchParams,
      headers,
      body,
      signal: gone.signal,
    });
    response.writeHead(answer.status, answer.headers ?? {});
    if (answer.body === undefined || typeof answer.body === 'string' || answer.body instanceof Uint8Array) {
      return void response.end(answer.body);
    }
    for await (const chunk of answer.body) response.write(chunk);
    response.end();
  }

  const begin = async (port = 0) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const end = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const port = await begin();

  return {
    url: `http://127.0.0.1:${port}/`,
    channel,
    inbox,
    calls,
    show,
    /** The page's actions are answered with this status from now on; null = they work. */
    refuse: (status: number | null) => {
      refusal = status;
    },
    /** The address of the visitor of the session that began last. */
    address: () => ({ visitor: `anon-demo-${sessions}` }),
    /** The server goes away, and comes back at the same port. */
    goAway: end,
    comeBack: () => begin(port),
    async close() {
      await channel.stop();
      await end();
    },
  };
}

const frame = (state: DemoState): string => `event: state\ndata: ${JSON.stringify(state)}\n\n`;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));

async function file(path: string, response: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const body = await readFile(new URL(name, PAGE));
  const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
