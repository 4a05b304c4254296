import { z } from 'zod';
import type { MetricQuery } from '../app/metric-query.ts';
import type { AskedGroup } from '../app/stages.ts';
import { InstantOrDay } from '../model/instant.ts';
import { MetricName, SERIES_SIZES } from '../model/measurement.ts';
import { storableString } from '../model/storable-text.ts';
import type { GroupName } from '../store/cells.ts';
import { DIMENSIONS } from '../store/figures.ts';
import { decimal } from './query.ts';

/** One attribute of the segment. */
const Attribute = z.templateLiteral(['segment.', z.string().regex(/^[\w-]{1,60}$/)]);
const Filter = z.union([z.enum(DIMENSIONS), Attribute]);
const Group = z.union([z.enum([...DIMENSIONS, 'stage']), Attribute], {
  error: `expected ${[...DIMENSIONS, 'stage'].join(', ')} or segment.<attribute>`,
});

/** Names or numbers, separated by commas; the same once more is said once. */
export const listOf = <T>(one: z.ZodType<T, unknown>) =>
  z
    .string()
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
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

/** What one metric is asked by; some parameters belong to one alone. */
export const MetricConditions = FigureConditions.extend({
  rule: z.enum(['gross', 'net', 'ticket']).optional(),
  window_days: decimal().pipe(z.int().min(1).max(365)).optional(),
  margin: decimal().pipe(z.number().min(0).max(1)).optional(),
  at: listOf(decimal().pipe(z.number().min(0).max(36_600))).optional(),
  compare: z.literal('previous').optional(),
  series: z.enum(SERIES_SIZES).optional(),
});

export const ManyConditions = MetricConditions.omit({ compare: true, series: true }).extend({
  metrics: listOf(MetricName).optional(),
});

export type Conditions = z.output<typeof MetricConditions>;
type Asked = Omit<Conditions, 'compare' | 'series'>;

/** The question about one metric in the words of the engine. */
export function metricQuery(metric: MetricName, asked: Asked): MetricQuery {
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
