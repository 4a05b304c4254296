import { criticalT, twoSidedT } from './distributions.ts';
import { DEFAULT_CONFIDENCE, type Interval } from './interval.ts';

/** What a mean rests on; fractions come from answers that were added by a method. */
export interface Sample {
  n: number;
  mean: number;
  /** Of one value. */
  variance: number;
}

export interface WelchTest {
  /** after − before. */
  difference: number;
  t: number;
  df: number;
  p: number;
  interval: Interval;
}

/**
 * Whether two means differ, without equal variances being supposed: Welch's t with Satterthwaite's degrees of freedom.
 * Null where a side has fewer than two values or nothing varies.
 *
 * @source Welch, Biometrika 34 (1947)
 */
export function welch(
  before: Sample,
  after: Sample,
  confidence: number = DEFAULT_CONFIDENCE,
): WelchTest | null {
  if (before.n < 2 || after.n < 2) return null;
  const [a, b] = [before.variance / before.n, after.variance / after.n];
  if (a + b === 0) return null;
  const difference = after.mean - before.mean;
  const t = difference / Math.sqrt(a + b);
  const df = (a + b) ** 2 / (a ** 2 / (before.n - 1) + b ** 2 / (after.n - 1));
  const half = criticalT(confidence, df) * Math.sqrt(a + b);
  const interval = { low: difference - half, high: difference + half, confidence, method: 'welch' };
  return { difference, t, df, p: twoSidedT(t, df), interval };
}
