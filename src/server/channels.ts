import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ActiveChannel } from '../app/app.ts';
import { AfterwordError } from '../model/errors.ts';
import type { HttpRequest, HttpResponse } from '../model/http.ts';
import { limitBody } from './body-limit.ts';
import { BODY_LIMIT, readyApp, type ServerContext } from './server.ts';

/** The most that any route of a channel may ask for. */
const MOST_BODY = 4 * BODY_LIMIT;

/**
 * `/channels/<name>/…`: the routes that channels bring. One route for all, because the server listens before the
 * channels run; requests that come too early get 503 and are delivered again.
 */
export function channelRoutes(server: FastifyInstance, context: ServerContext): void {
  server.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/channels/:name/*',
    bodyLimit: MOST_BODY,
    preParsing: async (request, _reply, payload) => {
      const { name, rest } = asked(request);
      const active = context.app()?.channels.get(name);
      const route = active && findRoute(active, request.method, `/${rest}`);
      return limitBody(request, payload, Math.min(route?.bodyLimit ?? BODY_LIMIT, MOST_BODY));
    },
    handler: async (request, reply) => {
      const { name, rest } = asked(request);
      const active = (context.app() ?? readyApp(context)).channels.get(name);
      const route = active && findRoute(active, request.method, `/${rest}`);
      if (route?.file !== true) readyApp(context);
      if (route === undefined) {
        throw new AfterwordError('AW_NOT_FOUND', `There is no ${request.method} /channels/${name}/${rest}.`);
      }
      return send(reply, await route.handle(toHttpRequest(request, reply, `/${rest}`)));
    },
  });
}

function asked(request: FastifyRequest): { name: string; rest: string } {
  const { name = '', '*': rest = '' } = request.params as Record<string, string>;
  return { name, rest };
}

const findRoute = ({ channel }: ActiveChannel, method: string, path: string) =>
  channel.routes?.find((route) => route.method === method && route.path === path);

/** A request as channels and helpdesks are told of it. */
export function toHttpRequest(request: FastifyRequest, reply: FastifyReply, path: string): HttpRequest {
  const gone = new AbortController();
  reply.raw.on('close', () => gone.abort());
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  return {
    method: request.method,
    path,
    query: new URL(request.url, 'http://localhost').searchParams,
    headers,
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    signal: gone.signal,
  };
}

function send(reply: FastifyReply, response: HttpResponse): FastifyReply {
  reply.status(response.status).headers(response.headers ?? {});
  const { body } = response;
  if (body === undefined) return reply.send();
  if (typeof body === 'string') return reply.send(body);
  if (body instanceof Uint8Array) return reply.send(Buffer.from(body));
  return reply.send(Readable.from(body));
}
