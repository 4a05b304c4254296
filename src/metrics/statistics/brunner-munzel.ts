import { criticalT, twoSidedT } from './distributions.ts';
import type { Interval } from './interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './interval.ts';
import { moments } from './mean.ts';

export interface BrunnerMunzel {
  /** Above 0 where y tends to be larger. Null below two values a group, or where the groups do not overlap. */
  statistic: number | null;
  df: number | null;
  p: number | null;
  /** P(X < Y) + ½·P(X = Y): one half where neither tends to be larger. Null where a group is empty. */
  probability: number | null;
  /** Of the probability, by t with the same degrees of freedom, held within 0 and 1. */
  interval: Interval | null;
}

/** How often each value came. */
export type Counted = ReadonlyMap<number, number>;

/** Mean of the pooled ranks of one group, and the variance of its placements (pooled less own ranks). */
interface Placements {
  mean: number;
  variance: number;
}

/** Both groups' placements. Values that are alike share the mean of their ranks, so counts are all that is needed. */
function placements(x: Counted, y: Counted): [Placements, Placements] {
  const values = [...new Set([...x.keys(), ...y.keys()])].sort((a, b) => a - b);
  const seen = { x: 0, y: 0 };
  const ranks = { x: [] as [number, number][], y: [] as [number, number][] };
  const differences = { x: [] as [number, number][], y: [] as [number, number][] };
  for (const value of values) {
    const counts = { x: x.get(value) ?? 0, y: y.get(value) ?? 0 };
    const pooled = seen.x + seen.y + (counts.x + counts.y + 1) / 2;
    for (const group of ['x', 'y'] as const) {
      const own = seen[group] + (counts[group] + 1) / 2;
      ranks[group].push([pooled, counts[group]]);
      differences[group].push([pooled - own, counts[group]]);
      seen[group] += counts[group];
    }
  }
  const of = (group: 'x' | 'y'): Placements => ({
    mean: moments(ranks[group])?.mean ?? 0,
    variance: moments(differences[group])?.variance ?? 0,
  });
  return [of('x'), of('y')];
}

const counted = (values: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

const sizeOf = (counts: Counted): number => counts.values().reduce((sum, count) => sum + count, 0);

/**
 * Whether one group of ordinal scores tends to be larger than the other, without equal variances being supposed.
 * p is two-sided, by t with Satterthwaite's degrees of freedom.
 *
 * @metric ordinal_difference
 * @formula value = P(X < Y) + ½·P(X = Y); statistic from the ranks in the pooled and in the own group
 * @denominator the answers of both groups; n is their sum. Groups that do not overlap, or have fewer than two
 *   answers, have a probability but no test (null)
 * @unit share, 0 to 1; one half where neither tends to be larger
 * @orientation above one half, or a statistic above 0: y tends to be larger
 * @interval of the probability, by t, held within 0 and 1
 * @source Brunner and Munzel, "The nonparametric Behrens–Fisher problem", Biometrical Journal 42 (2000)
 */
export const brunnerMunzel = (
  x: readonly number[],
  y: readonly number[],
  confidence: number = DEFAULT_CONFIDENCE,
): BrunnerMunzel => brunnerMunzelOfCounts(counted(x), counted(y), confidence);

/** The same of histograms: as many answers as there are cost no more than there are values. */
export function brunnerMunzelOfCounts(
  x: Counted,
  y: Counted,
  confidence: number = DEFAULT_CONFIDENCE,
): BrunnerMunzel {
  const none: BrunnerMunzel = { statistic: null, df: null, p: null, probability: null, interval: null };
  const [m, n] = [sizeOf(x), sizeOf(y)];
  if (m === 0 || n === 0) return none;
  const [first, second] = placements(x, y);
  const probability = (second.mean - (n + 1) / 2) / m;
  const [a, b] = [m * first.variance, n * second.variance];
  if (m < 2 || n < 2 || a + b === 0) return { ...none, probability };
  const statistic = (m * n * (second.mean - first.mean)) / ((m + n) * Math.sqrt(a + b));
  const df = (a + b) ** 2 / (a ** 2 / (m - 1) + b ** 2 / (n - 1));
  const half = (criticalT(confidence, df) * Math.sqrt(a + b)) / (m * n);
  const interval = clip(
    { low: probability - half, high: probability + half, confidence, method: 'brunner_munzel' },
    0,
    1,
  );
  return { statistic, df, p: twoSidedT(statistic, df), probability, interval };
}
