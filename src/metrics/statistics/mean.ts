import { criticalT } from './distributions.ts';
import type { Interval } from './interval.ts';
import { DEFAULT_CONFIDENCE } from './interval.ts';

/** Size, mean and sample variance (divisor n − 1; null below two values). */
export interface Moments {
  n: number;
  mean: number;
  variance: number | null;
}

/** Moments of values with how often each came; null when there are none. Two passes, so that nothing cancels. */
export function moments(counted: Iterable<readonly [value: number, count: number]>): Moments | null {
  const pairs = [...counted];
  const n = pairs.reduce((sum, [, count]) => sum + count, 0);
  if (n === 0) return null;
  const mean = pairs.reduce((sum, [value, count]) => sum + value * count, 0) / n;
  const squares = pairs.reduce((sum, [value, count]) => sum + count * (value - mean) ** 2, 0);
  return { n, mean, variance: n > 1 ? squares / (n - 1) : null };
}

/** Moments of plain values. */
export const momentsOf = (values: readonly number[]): Moments | null =>
  moments(values.map((value) => [value, 1] as const));

/** Student's t interval of a mean; null below two values. */
export function meanInterval(of: Moments, confidence: number = DEFAULT_CONFIDENCE): Interval | null {
  if (of.variance === null) return null;
  const half = criticalT(confidence, of.n - 1) * Math.sqrt(of.variance / of.n);
  return { low: of.mean - half, high: of.mean + half, confidence, method: 't' };
}
