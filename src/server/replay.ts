import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { replayScores } from '../app/tell-score.ts';
import { InstantOrDay } from '../model/instant.ts';
import { requireToken } from './auth.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const ReplayConditions = z.strictObject({ from: InstantOrDay, to: InstantOrDay });

/** Webhooks of scores once more; wants the API token. */
export function replayRoutes(server: FastifyInstance, context: ServerContext): void {
  server.post('/v1/webhooks/replay', async (request) => {
    requireToken(context, request);
    const range = parseQuery(ReplayConditions, queryObject(request));
    const { db, webhooks, now } = readyApp(context);
    return {
      scores: await replayScores(db, webhooks.scores, range, now()),
      addresses: webhooks.scores.length,
    };
  });
}
