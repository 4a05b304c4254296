import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { InstantOrDay } from '../model/instant.ts';
import { storableString } from '../model/storable-text.ts';
import { wholeFunnel } from '../reports/index.ts';
import { FUNNEL_DIMENSIONS, type FunnelDimension, wholeFunnelCells } from '../store/whole-funnel.ts';
import { requireToken } from './auth.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const Dimension = z.enum(Object.keys(FUNNEL_DIMENSIONS) as [FunnelDimension, ...FunnelDimension[]]);

const FunnelQuery = z.strictObject({
  from: InstantOrDay.optional(),
  to: InstantOrDay.optional(),
  group_by: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(Dimension))
    .optional(),
  filter: z.partialRecord(Dimension, storableString()).default({}),
});

/** The chain from every close to every answer, over all metrics. */
export function funnelRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/v1/funnel', async (request) => {
    requireToken(context, request);
    const { from = null, to = null, group_by, filter } = parseQuery(FunnelQuery, queryObject(request));
    const groupBy = group_by ?? [];
    const cells = await wholeFunnelCells(readyApp(context).db, {
      from,
      to,
      groupBy,
      filter: filter as Partial<Record<FunnelDimension, string>>,
    });
    return wholeFunnel(cells, groupBy.length > 0);
  });
}
