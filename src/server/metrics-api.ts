import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { metricFigures } from '../app/metric-figures.ts';
import { AfterwordError } from '../model/errors.ts';
import { METRICS, MetricName } from '../model/measurement.ts';
import { storableString } from '../model/storable-text.ts';
import { requireToken } from './auth.ts';
import { type Conditions, ManyConditions, MetricConditions, metricQuery } from './figure-conditions.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const MetricPath = z.object({ metric: storableString() });

/** Parameters that belong to one metric, and are a fault with another. */
const OWN: Record<string, MetricName> = { rule: 'fcr', window_days: 'fcr', margin: 'clv', at: 'survival' };

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
