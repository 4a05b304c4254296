import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { figures } from '../app/figures.ts';
import { why } from '../app/why.ts';
import { faultPath } from '../intake/generic.ts';
import { AfterwordError } from '../model/errors.ts';
import { InstantOrDay } from '../model/instant.ts';
import { storableString } from '../model/storable-text.ts';
import { SurveyMetric } from '../model/template.ts';
import { DIMENSIONS, type Dimension, type FigureQuery } from '../store/figures.ts';
import { handoversSince } from '../store/handovers.ts';
import { requireToken } from './auth.ts';
import { readyApp, type ServerContext } from './server.ts';

const dimensions = Object.keys(DIMENSIONS) as [Dimension, ...Dimension[]];
const Dimensions = z.enum(dimensions);

const MetricQuery = z.strictObject({
  from: InstantOrDay.optional(),
  to: InstantOrDay.optional(),
  group_by: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(Dimensions))
    .optional(),
  filter: z.partialRecord(Dimensions, storableString()).default({}),
});

/** `from=…&filter[agent]=…` as an object; a name given twice is a fault and not a silent choice. */
function queryObject(request: FastifyRequest): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  const filter: Record<string, string> = {};
  for (const [name, value] of new URL(request.url, 'http://localhost').searchParams) {
    const dimension = /^filter\[(.*)\]$/.exec(name)?.[1];
    const target: Record<string, unknown> = dimension === undefined ? query : filter;
    const key = dimension ?? name;
    if (Object.hasOwn(target, key)) throw badQuery([{ path: name, message: 'given twice' }]);
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return Object.keys(filter).length === 0 ? query : { ...query, filter };
}

const badQuery = (faults: { path: string; message: string }[]) =>
  new AfterwordError('AW_QUERY', `The query has faults: ${faults.map((f) => f.path).join(', ')}.`, {
    faults,
  });

function parseQuery<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badQuery(
    parsed.error.issues.map((issue) => ({ path: faultPath(issue.path) || 'query', message: issue.message })),
  );
}

const MetricPath = z.object({ metric: storableString() });
const ConversationPath = z.object({ name: storableString() });

const HandoverQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** The read API; every route wants the API token. */
export function apiRoutes(server: FastifyInstance, context: ServerContext): void {
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
      filter: filter as FigureQuery['filter'],
    };
    return figures(readyApp(context).db, query);
  });

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
