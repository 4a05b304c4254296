import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { App } from '../app/app.ts';
import type { HookSources } from '../app/hook-sources.ts';
import type { Log } from '../model/channel-context.ts';
import { AfterwordError } from '../model/errors.ts';
import { answerError } from './errors.ts';
import type { Health } from './health.ts';

export const BODY_LIMIT = 1024 * 1024;

/** What the routes need. `app` is null until the start is complete: the server listens from the first moment. */
export interface ServerContext {
  health: Health;
  log: Log;
  apiToken: string;
  /** Helpdesks whose hooks are taken. */
  hooks: HookSources;
  /** Where the outside reaches us: some signatures are made over the whole address. */
  publicUrl: string | null;
  app(): App | null;
}

/** The app, or 503 while a dependency is away: the sender tries again. */
export function readyApp(context: ServerContext): App {
  const app = context.app();
  if (app !== null && context.health.ready()) return app;
  const state = context.health.state();
  const missing = Object.entries(state).flatMap(([name, fault]) =>
    fault === null ? [] : [`${name}: ${fault}`],
  );
  const queueOnly = state.queue != null && state.postgresql === null;
  throw new AfterwordError(
    queueOnly ? 'AW_QUEUE' : 'AW_DATABASE',
    `Not ready (${missing.join('; ') || 'starting'}). Nothing was stored.`,
  );
}

/** The HTTP server with error handling; rooms add their routes. */
export function createServer(context: ServerContext): FastifyInstance {
  const server = Fastify({
    bodyLimit: BODY_LIMIT,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true },
    logger: false,
    // What the router refuses before any route is reached gets our form of an error as well.
    frameworkErrors: (error, request, reply) => answerError(context, error, request, reply),
  });
  // Hooks and webhooks are verified over the raw bytes; routes parse for themselves what they have verified.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
  });
  server.setErrorHandler((error, request, reply) => answerError(context, error, request, reply));
  server.setNotFoundHandler((request) => {
    throw new AfterwordError('AW_NOT_FOUND', `There is no ${request.method} ${request.url.split('?')[0]}.`);
  });
  return server;
}
