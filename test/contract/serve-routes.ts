import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Channel } from '../../src/model/channel.ts';
import type { HttpRequest, HttpResponse } from '../../src/model/http.ts';

/**
 * A real HTTP server on loopback with the routes of whichever channel is running, mounted under
 * `/channels/<name>`, as the product's server mounts them. Without a channel it answers 503.
 */
export async function serveRoutes(running: () => Channel | null) {
  const server = createServer((request, response) => void answer(running(), request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function answer(channel: Channel | null, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const mount = `/channels/${channel?.name}`;
  const path = url.pathname.slice(mount.length);
  const route = channel?.routes?.find((r) => r.method === request.method && r.path === path);
  if (!url.pathname.startsWith(mount) || route === undefined) {
    response.writeHead(channel === null ? 503 : 404).end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked: HttpRequest = {
      method: route.method,
      path,
      query: url.searchParams,
      headers: flat(request.headers),
      body: Buffer.concat(chunks),
      signal: gone.signal,
    };
    await write(response, await route.handle(asked));
  } catch (error) {
    if (!response.headersSent) response.writeHead(500);
    response.end(error instanceof Error ? error.message : 'failed');
  }
}

const flat = (headers: IncomingMessage['headers']): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, Array.isArray(v) ? v.join(', ') : v]));

async function write(response: ServerResponse, answer: HttpResponse) {
  response.writeHead(answer.status, answer.headers ?? {});
  const { body } = answer;
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  for await (const chunk of body) {
    if (response.destroyed) break;
    response.write(chunk);
  }
  response.end();
}
