import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { figures } from '../app/figures.ts';
import { AfterwordError } from '../model/errors.ts';
import { InstantOrDay } from '../model/instant.ts';
import { storableString } from '../model/storable-text.ts';
import { SurveyMetric } from '../model/template.ts';
import { DIMENSIONS, type FigureQuery } from '../store/figures.ts';
import { requireToken } from './auth.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

/** A dimension, or one attribute of the segment. */
const Group = z.union([
  z.enum(DIMENSIONS),
  z.templateLiteral(['segment.', z.string().regex(/^[\w-]{1,40}$/)]),
]);

const Groups = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(Group));

const MetricQuery = z.strictObject({
  from: InstantOrDay.optional(),
  to: InstantOrDay.optional(),
  group_by: Groups.optional(),
  filter: z.partialRecord(Group, storableString()).default({}),
});

const MetricPath = z.object({ metric: storableString() });

/** Figures; every route wants the API token. */
export function metricRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/v1/metrics/:metric', async (request) => {
    requireToken(context, request);
    const { metric } = parseQuery(MetricPath, request.params);
    const known = SurveyMetric.safeParse(metric);
    if (!known.success) {
      const names = SurveyMetric.options.join(', ');
      throw new AfterwordError('AW_NOT_FOUND', `There is no metric "${metric}"; there are: ${names}.`);
    }
    const { from, to, group_by, filter } = parseQuery(MetricQuery, queryObject(request));
    const query: FigureQuery = {
      metric: known.data,
      from: from ?? null,
      to: to ?? null,
      groupBy: group_by ?? [],
      filter,
    };
    return figures(readyApp(context).db, query);
  });
}
