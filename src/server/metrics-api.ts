import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { alarmReport } from '../app/alarms.ts';
import { changeSincePrevious } from '../app/changes.ts';
import { type MetricAnswer, manyFigures, metricFigures } from '../app/metric-figures.ts';
import { metricSeries } from '../app/metric-series.ts';
import { segmentReport } from '../app/segments.ts';
import { AfterwordError } from '../model/errors.ts';
import { InstantOrDay } from '../model/instant.ts';
import { METRICS, MetricName } from '../model/measurement.ts';
import { storableString } from '../model/storable-text.ts';
import { atOneMoment } from '../store/cells.ts';
import { requireToken } from './auth.ts';
import {
  type Conditions,
  FigureConditions,
  ManyConditions,
  MetricConditions,
  metricQuery,
} from './figure-conditions.ts';
import { decimal, parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const SegmentConditions = ManyConditions.omit({ group_by: true }).extend({
  by: FigureConditions.shape.group_by,
});
const SEGMENT_METRICS: readonly MetricName[] = ['csat', 'ces', 'nps', 'fcr', 'churn', 'clv'];
const attribute = (name: string) => `segment.${name}` as const;

const AlarmConditions = z.strictObject({
  to: InstantOrDay.optional(),
  days: decimal().pipe(z.int().min(7).max(90)).optional(),
  baseline_days: decimal().pipe(z.int().min(14).max(366)).optional(),
  q: decimal().pipe(z.number().gt(0).max(0.5)).optional(),
});

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
  const foreign = Object.keys(query).find((name) => Object.hasOwn(OWN, name) && OWN[name] !== metric);
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
    const conditions = conditionsOf(metric, request);
    const query = metricQuery(metric, conditions);
    const { db, measurement, now } = readyApp(context);
    return atOneMoment(db, async (snapshot) => {
      const figure: MetricAnswer & { instrument?: string | null } = await metricFigures(
        snapshot,
        measurement,
        query,
        now(),
      );
      const { compare, series } = conditions;
      const instrument = figure.instrument ?? null;
      return {
        ...figure,
        ...(compare && { change: await changeSincePrevious(snapshot, query, instrument, now()) }),
        ...(series && { series: await metricSeries(snapshot, query, instrument, series) }),
      };
    });
  });

  /** Many metrics under the same conditions, at one moment. Those that cannot be told apart so are an error, as alone. */
  server.get('/v1/metrics', async (request) => {
    requireToken(context, request);
    const { metrics: names = METRICS, ...conditions } = parseQuery(ManyConditions, queryObject(request));
    const { db, measurement, now } = readyApp(context);
    const queries = names.map((metric) => metricQuery(metric, conditions));
    return { metrics: await manyFigures(db, measurement, queries, now()) };
  });

  /** What is measured and how: segments, stages of the customer's way, and the KPI plan. */
  server.get('/v1/measurement', async (request) => {
    requireToken(context, request);
    return readyApp(context).measurement;
  });

  /** Segments × metrics: survey and business figures side by side. */
  server.get('/v1/segments', async (request) => {
    requireToken(context, request);
    const {
      by,
      metrics = SEGMENT_METRICS,
      ...conditions
    } = parseQuery(SegmentConditions, queryObject(request));
    const { db, measurement, now } = readyApp(context);
    const asked = { ...conditions, group_by: by ?? measurement.segments.slice(0, 1).map(attribute) };
    const queries = metrics.map((metric) => metricQuery(metric, asked));
    return segmentReport(db, measurement, queries, now());
  });

  /** What moved, since when, and how sure that is. */
  server.get('/v1/alarms', async (request) => {
    requireToken(context, request);
    const { to = null, days, baseline_days, q } = parseQuery(AlarmConditions, queryObject(request));
    const { db, measurement, now } = readyApp(context);
    const asked = { to, days, baselineDays: baseline_days, falseDiscoveryRate: q };
    return alarmReport(db, measurement, asked, now());
  });
}
