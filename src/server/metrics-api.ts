import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { metricFigures } from '../app/metric-figures.ts';
import type { MetricQuery } from '../app/metric-query.ts';
import type { AskedGroup } from '../app/stages.ts';
import { AfterwordError } from '../model/errors.ts';
import { InstantOrDay } from '../model/instant.ts';
import { METRICS, MetricName } from '../model/measurement.ts';
import { storableString } from '../model/storable-text.ts';
import type { GroupName } from '../store/cells.ts';
import { DIMENSIONS } from '../store/figures.ts';
import { requireToken } from './auth.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

/** One attribute of the segment. */
const Attribute = z.templateLiteral(['segment.', z.string().regex(/^[\w-]{1,60}$/)]);
const Filter = z.union([z.enum(DIMENSIONS), Attribute]);
const Group = z.union([z.enum([...DIMENSIONS, 'stage']), Attribute], {
  error: `expected ${[...DIMENSIONS, 'stage'].join(', ')} or segment.<attribute>`,
});

const listOf = <T>(one: z.ZodType<T, unknown>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(one).max(20) as z.ZodType<T[], string[]>);

/** An empty value asks for those that have none. */
const Value = storableString().transform((value) => (value === '' ? null : value));

/** What figures are asked by, the same for all metrics. */
export const FigureConditions = z.strictObject({
  from: InstantOrDay.optional(),
  to: InstantOrDay.optional(),
  group_by: listOf<AskedGroup>(Group).optional(),
  filter: z.partialRecord(Filter, Value).default({}),
});

const MetricConditions = FigureConditions.extend({
  rule: z.enum(['gross', 'net', 'ticket']).optional(),
  window_days: z.coerce.number().int().min(1).max(365).optional(),
  margin: z.coerce.number().min(0).max(1).optional(),
  at: listOf(z.coerce.number().min(0).max(36_600)).optional(),
});

const ManyConditions = MetricConditions.extend({ metrics: listOf(MetricName).optional() });

const MetricPath = z.object({ metric: storableString() });

/** Parameters that belong to one metric, and are a fault with another. */
const OWN: Record<string, MetricName> = { rule: 'fcr', window_days: 'fcr', margin: 'clv', at: 'survival' };

type Conditions = z.output<typeof MetricConditions>;

/** The question about one metric in the words of the engine. */
function metricQuery(metric: MetricName, asked: Conditions): MetricQuery {
  const { from = null, to = null, group_by = [], filter, rule, window_days, margin, at } = asked;
  return {
    metric,
    from,
    to,
    groupBy: group_by,
    filter: filter as Partial<Record<GroupName, string | null>>,
    firstContact: {
      ...(rule === undefined ? {} : { rule }),
      ...(window_days === undefined ? {} : { windowDays: window_days }),
    },
    margin,
    at,
  };
}

function metricNamed(request: FastifyRequest): MetricName {
  const { metric } = parseQuery(MetricPath, request.params);
  const known = MetricName.safeParse(metric);
  if (known.success) return known.data;
  throw new AfterwordError(
    'AW_NOT_FOUND',
    `There is no metric "${metric}"; there are: ${METRICS.join(', ')}.`,
  );
}

/** @throws AfterwordError AW_QUERY for a parameter that this metric does not have */
function conditionsOf(metric: MetricName, request: FastifyRequest): Conditions {
  const query = queryObject(request);
  const foreign = Object.keys(query).find((name) => OWN[name] !== undefined && OWN[name] !== metric);
  if (foreign !== undefined) {
    const message = `belongs to ${OWN[foreign]}, not to ${metric}`;
    throw new AfterwordError('AW_QUERY', `The query has faults: ${foreign}.`, {
      faults: [{ path: foreign, message }],
    });
  }
  return parseQuery(MetricConditions, query);
}

/** Figures; every route wants the API token. */
export function metricRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get('/v1/metrics/:metric', async (request) => {
    requireToken(context, request);
    const metric = metricNamed(request);
    const query = metricQuery(metric, conditionsOf(metric, request));
    const { db, measurement, now } = readyApp(context);
    return metricFigures(db, measurement, query, now());
  });

  /** Many metrics under the same conditions. Those that cannot be told apart so are an error, as alone. */
  server.get('/v1/metrics', async (request) => {
    requireToken(context, request);
    const { metrics = [...METRICS], ...conditions } = parseQuery(ManyConditions, queryObject(request));
    const { db, measurement, now } = readyApp(context);
    const at = now();
    const asked = [...new Set(metrics)].map((metric) =>
      metricFigures(db, measurement, metricQuery(metric, conditions), at),
    );
    return { metrics: await Promise.all(asked) };
  });
}
