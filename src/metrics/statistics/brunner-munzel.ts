import { criticalT, twoSidedT } from './distributions.ts';
import type { Interval } from './interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './interval.ts';
import { momentsOf } from './mean.ts';

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

/** Ranks from 1 in the order given; tied values share the mean of their ranks. */
export function midRanks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to += 1;
    for (const { index } of order.slice(from, to + 1)) ranks[index] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

/** Mean of the pooled ranks of one group, and the variance of its placements (pooled less own ranks). */
function placements(
  pooledRanks: readonly number[],
  own: readonly number[],
): { mean: number; variance: number } {
  const ownRanks = midRanks(own);
  const pooled = momentsOf(pooledRanks);
  const differences = momentsOf(pooledRanks.map((rank, i) => rank - (ownRanks[i] ?? 0)));
  return { mean: pooled?.mean ?? 0, variance: differences?.variance ?? 0 };
}

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
export function brunnerMunzel(
  x: readonly number[],
  y: readonly number[],
  confidence: number = DEFAULT_CONFIDENCE,
): BrunnerMunzel {
  const none: BrunnerMunzel = { statistic: null, df: null, p: null, probability: null, interval: null };
  const [m, n] = [x.length, y.length];
  if (m === 0 || n === 0) return none;
  const ranks = midRanks([...x, ...y]);
  const first = placements(ranks.slice(0, m), x);
  const second = placements(ranks.slice(m), y);
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
