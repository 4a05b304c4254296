import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { why } from '../app/why.ts';
import { storableString } from '../model/storable-text.ts';
import { handoversSince } from '../store/handovers.ts';
import { requireToken } from './auth.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const ConversationPath = z.object({ name: storableString() });

const HandoverQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The read API; every route wants the API token. */
export function apiRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/v1/conversations/:name/why', async (request) => {
    requireToken(context, request);
    const { name } = parseQuery(ConversationPath, request.params);
    return { closes: await why(readyApp(context).db, name) };
  });

  /** Customers' messages that were no answers; the helpdesk reads on from the last id it has. */
  server.get('/v1/handovers', async (request) => {
    requireToken(context, request);
    const { after, limit } = parseQuery(HandoverQuery, queryObject(request));
    const rows = await handoversSince(readyApp(context).db, after, limit);
    return {
      handovers: rows.map(({ id, channel, thread_key, reason, text, at, invitation_id }) => ({
        id,
        channel,
        thread: thread_key,
        reason,
        text,
        at: at.toISOString(),
        during_survey: invitation_id !== null && reason !== 'no_open_question',
      })),
    };
  });
}
