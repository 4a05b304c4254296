import { z } from 'zod';
import { Amount, Count, listOf, Positive, Real, Share } from '../input/fields.ts';
import { cusum } from '../statistics/cusum.ts';
import { ewma, ewmaHalfWidth } from '../statistics/ewma.ts';
import { pChartLimits } from '../statistics/p-chart.ts';
import { line } from './line.ts';

/** One n answers with one pair of limits; a list of n (by day) with a list of each. */
export const pChartLine = line(
  z.strictObject({ p_bar: Share, n: z.union([Count, z.array(Count)]), limit: Positive.default(3) }),
  ({ p_bar, n, limit }) => {
    const limits = [n].flat().map((size) => pChartLimits(p_bar, size, limit));
    const [lcl, ucl] = [limits.map((one) => one?.lcl ?? null), limits.map((one) => one?.ucl ?? null)];
    return Array.isArray(n)
      ? { value: p_bar, n: n.reduce((sum, size) => sum + size, 0), lcl, ucl }
      : { value: p_bar, n, lcl: lcl[0] ?? null, ucl: ucl[0] ?? null };
  },
);

const LAMBDA = 'expected a weight above 0 and at most 1';

/** The value is the newest point of the chart. */
export const ewmaLine = line(
  z.strictObject({
    data: listOf(Real),
    target: Real,
    sigma: Positive,
    lambda: z.number({ error: LAMBDA }).gt(0, { error: LAMBDA }).max(1, { error: LAMBDA }),
    limit: Positive.default(3),
  }),
  ({ data, ...setting }) => {
    const points = ewma(data, setting);
    const half = ewmaHalfWidth(setting);
    const out = points.findIndex((point) => point.ewma < point.lcl || point.ewma > point.ucl);
    return {
      value: points.at(-1)?.ewma ?? null,
      n: data.length,
      ewma: points.map((point) => point.ewma),
      lcl: points.map((point) => point.lcl),
      ucl: points.map((point) => point.ucl),
      asymptotic: { lcl: setting.target - half, ucl: setting.target + half },
      first_signal: out === -1 ? null : out + 1,
    };
  },
);

/** The value is the larger of the two newest sums. */
export const cusumLine = line(
  z.strictObject({ data: listOf(Real), target: Real, k: Amount, h: Positive }),
  ({ data, ...setting }) => {
    const chart = cusum(data, setting);
    const [high, low] = [chart.high.at(-1), chart.low.at(-1)];
    return {
      value: high === undefined || low === undefined ? null : Math.max(high, low),
      n: data.length,
      ...chart,
    };
  },
);
