import type { Scale } from './scale.ts';
import { scalePoints } from './scale.ts';
import type { SurveyMetric } from './template.ts';

/** Which scale a metric takes, and which answers are good and bad where the template does not say. */
interface MetricScale {
  accepts(scale: Scale): boolean;
  expected: string;
  defaults(scale: Scale): { good?: number[]; bad?: number[] };
}

const is = (scale: Scale, min: number, max: number): boolean => scale.min === min && scale.max === max;

/** Good is the upper end, or the lower one where a low number is good. */
function ends(scale: Scale, good: number, bad: number): { good: number[]; bad: number[] } {
  const points = scalePoints(scale);
  const upper = (n: number): number[] => points.slice(-n);
  const lower = (n: number): number[] => points.slice(0, n);
  return scale.orientation === 'high_is_good'
    ? { good: upper(good), bad: lower(bad) }
    : { good: lower(good), bad: upper(bad) };
}

/**
 * NPS: 0–10, promoters 9–10, detractors 0–6. CSAT: any scale; on 1–5 the two best are good and the two worst bad,
 * every other scale names its good answers. CES: agreement or effort on 1–5 (two best, two worst) or on 1–7
 * (two best against three worst, as its index counts).
 */
const METRIC_SCALES: Record<SurveyMetric, MetricScale> = {
  nps: {
    accepts: (scale) => is(scale, 0, 10) && scale.orientation === 'high_is_good',
    expected: 'min: 0 and max: 10 with orientation high_is_good',
    defaults: (scale) => ends(scale, 2, 7),
  },
  csat: {
    accepts: () => true,
    expected: 'any scale that names its good answers; on 1 to 5 they are [4, 5] by default',
    defaults: (scale) => (is(scale, 1, 5) ? ends(scale, 2, 2) : {}),
  },
  ces: {
    accepts: (scale) => is(scale, 1, 5) || is(scale, 1, 7),
    expected: 'min: 1 and max: 5, or min: 1 and max: 7',
    defaults: (scale) => (is(scale, 1, 7) ? ends(scale, 2, 3) : ends(scale, 2, 2)),
  },
};

/** What is wrong with the scale for this metric; `key` is the key of `scale` to mend. Null when it fits. */
export function scaleFault(
  metric: SurveyMetric,
  scale: Scale,
): { key: keyof Scale | null; message: string; expected: string } | null {
  const { accepts, expected, defaults } = METRIC_SCALES[metric];
  if (!accepts(scale)) return { key: null, message: `this scale does not fit ${metric}`, expected };
  const good = scale.good ?? defaults(scale).good;
  if (good === undefined || good.length === 0) {
    const example = ends(scale, 1, 1).good;
    return {
      key: null,
      message: `this scale does not say which answers are good`,
      expected: `good: [${example.join(', ')}], for example`,
    };
  }
  return metric === 'nps' ? npsFault(scale, defaults(scale)) : null;
}

/** Promoters and detractors are what makes a figure an NPS: no template moves their limits. */
function npsFault(
  scale: Scale,
  fixed: { good?: number[]; bad?: number[] },
): { key: keyof Scale; message: string; expected: string } | null {
  for (const key of ['good', 'bad'] as const) {
    const given = scale[key]?.toSorted((a, b) => a - b).join(', ');
    const wanted = (fixed[key] ?? []).join(', ');
    if (given !== undefined && given !== wanted) {
      return {
        key,
        message: `the ${key} answers of nps are fixed`,
        expected: `no "${key}" here, or [${wanted}]`,
      };
    }
  }
  return null;
}

/** The scale with its good and bad answers filled in where the metric has a default for them. */
export const withMetricDefaults = (metric: SurveyMetric, scale: Scale): Scale => ({
  ...METRIC_SCALES[metric].defaults(scale),
  ...scale,
});
