import type { Interval } from './interval.ts';
import { DEFAULT_CONFIDENCE } from './interval.ts';
import { quantile } from './quantile.ts';

export interface BootstrapOptions {
  /** A number from 0 to below 1, anew at each call. */
  random: () => number;
  /** How many samples are drawn; 2,000 by default. */
  rounds?: number;
  confidence?: number;
}

/**
 * Percentile bootstrap over clusters: whole customers are drawn with replacement, never single tickets, as the
 * tickets of one customer resemble each other. Null below two clusters, or where the statistic has no value.
 *
 * @param clusters the values of each customer
 * @param statistic of all values of a sample, for example the mean or the p90
 * @source Efron and Tibshirani, "An Introduction to the Bootstrap" (1993); Davison and Hinkley (1997), section 3.8
 */
export function bootstrapByCluster(
  clusters: readonly (readonly number[])[],
  statistic: (values: readonly number[]) => number | null,
  { random, rounds = 2000, confidence = DEFAULT_CONFIDENCE }: BootstrapOptions,
): Interval | null {
  if (clusters.length < 2) return null;
  const drawn = Array.from({ length: rounds }, () =>
    statistic(clusters.flatMap(() => clusters[Math.floor(random() * clusters.length)] ?? [])),
  ).filter((value) => value !== null);
  const low = quantile(drawn, (1 - confidence) / 2);
  const high = quantile(drawn, (1 + confidence) / 2);
  return low === null || high === null ? null : { low, high, confidence, method: 'cluster_bootstrap' };
}
