import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app/app.ts';
import { closeConversation } from '../app/close-conversation.ts';
import { reopenConversation } from '../app/reopen-conversation.ts';
import { takeHook, verifyHook } from '../app/take-hook.ts';
import { parseGenericHook } from '../intake/generic.ts';
import type { HookAnswer, RawHook } from '../intake/source.ts';
import { AfterwordError } from '../model/errors.ts';
import { requireToken } from './auth.ts';
import { toHttpRequest } from './channels.ts';
import { readyApp, type ServerContext } from './server.ts';

/** @throws AfterwordError AW_HOOK_JSON */
export function parseJson(body: unknown): unknown {
  try {
    if (!(body instanceof Uint8Array) || body.length === 0) throw new Error('the body is empty');
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new AfterwordError('AW_HOOK_JSON', `The body is not JSON: ${(error as Error).message}.`);
  }
}

/**
 * `POST /hooks/generic`: a conversation was closed or reopened. 202 once it is stored.
 * `POST /hooks/<helpdesk>`: the same in the helpdesk's own form, answered as it wants it.
 */
export function hookRoutes(server: FastifyInstance, context: ServerContext): void {
  server.post('/hooks/generic', async (request, reply) => {
    requireToken(context, request);
    const app = readyApp(context);
    const hook = parseGenericHook(parseJson(request.body), app.now());
    const outcome =
      hook.event === 'conversation.closed'
        ? await closeConversation(app, hook)
        : await reopenConversation(app, hook);
    return reply.status(202).header('content-type', 'application/json').send(JSON.stringify(outcome));
  });

  server.post('/hooks/:source', async (request, reply) => {
    const { source = '' } = request.params as Record<string, string>;
    const hook = toRawHook(context, request);
    const open = verifyHook(context.hooks, source, hook, new Date());
    const greeting = open.source.greet?.(hook);
    if (greeting != null) return send(reply, greeting);
    const app = readyApp(context);
    const taken = await takeHook(app, open, hook, parseJson(request.body));
    if (taken.forward !== null) await forward(app, taken.forward, request, reply);
    return send(reply, taken.answer);
  });

  // Some helpdesks ask whether there is anybody before they deliver.
  server.head('/hooks/:source', async (_request, reply) => reply.status(200).send());
}

function toRawHook({ publicUrl }: ServerContext, request: FastifyRequest): RawHook {
  const { body, url, method } = request;
  const base = publicUrl ?? `${request.protocol}://${request.headers.host ?? 'localhost'}`;
  return {
    method,
    url: `${base}${url}`,
    query: new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : ''),
    // Only one header comes as a list (set-cookie), and no helpdesk sends it.
    headers: request.headers as Readonly<Record<string, string | undefined>>,
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  };
}

/**
 * Messages that come to the address of the hooks go on to the channel, as if they had come to its own; it verifies them
 * again. Where it refuses, so do we, and the helpdesk sends the message again.
 */
async function forward(
  app: App,
  to: { channel: string; path: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const routes = app.channels.get(to.channel)?.channel.routes ?? [];
  const route = routes.find(({ method, path }) => method === 'POST' && path === to.path);
  const answer = await route?.handle(toHttpRequest(request, reply, to.path));
  if (answer?.status === 401) {
    throw new AfterwordError(
      'AW_UNAUTHORIZED',
      'The message in the hook is over 5 minutes old, or its token is not in the address.',
    );
  }
  if (answer !== undefined && answer.status >= 500) {
    throw new AfterwordError(
      'AW_DATABASE',
      'The message in the hook could not be stored. It may be sent again.',
    );
  }
}

const send = (reply: FastifyReply, { status, headers = {}, body }: HookAnswer): FastifyReply =>
  reply.status(status).headers(headers).send(body);
