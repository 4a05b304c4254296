import type { FastifyInstance } from 'fastify';
import { closeConversation } from '../app/close-conversation.ts';
import { reopenConversation } from '../app/reopen-conversation.ts';
import { parseGenericHook } from '../intake/generic.ts';
import { AfterwordError } from '../model/errors.ts';
import { requireToken } from './auth.ts';
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

/** `POST /hooks/generic`: a conversation was closed or reopened. 202 once it is stored. */
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
}
