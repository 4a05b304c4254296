import { criticalZ, twoSidedT } from './distributions.ts';
import { DEFAULT_CONFIDENCE, type Interval } from './interval.ts';
import { midRanks } from './ranks.ts';

export interface Correlation {
  /** Spearman's ρ, −1 to 1; null below three pairs or where one side does not vary. */
  value: number | null;
  n: number;
  /** Two-sided, by t with n − 2 degrees of freedom. */
  p: number | null;
  interval: Interval | null;
}

/** Pearson's coefficient; null where a side does not vary. */
function pearson(x: readonly number[], y: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  x.forEach((value, i) => {
    const [dx, dy] = [value - meanX, (y[i] ?? 0) - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  });
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/**
 * Rank correlation of pairs. The interval is Fisher's on atanh(ρ) with the variance (1 + ρ²/2)/(n − 3) of Bonett and
 * Wright. Says how two things go together, and nothing about which one is the cause.
 *
 * @source Spearman (1904); Bonett and Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman
 *   correlations", Psychometrika 65 (2000)
 */
export function spearman(
  x: readonly number[],
  y: readonly number[],
  confidence: number = DEFAULT_CONFIDENCE,
): Correlation {
  const n = x.length;
  const value = n < 3 ? null : pearson(midRanks(x), midRanks(y));
  if (value === null) return { value: null, n, p: null, interval: null };
  const t = value * Math.sqrt((n - 2) / Math.max(1e-12, 1 - value ** 2));
  return { value, n, p: twoSidedT(t, n - 2), interval: intervalOf(value, n, confidence) };
}

function intervalOf(value: number, n: number, confidence: number): Interval | null {
  if (n < 4 || Math.abs(value) === 1) return null;
  const half = criticalZ(confidence) * Math.sqrt((1 + value ** 2 / 2) / (n - 3));
  const centre = Math.atanh(value);
  return {
    low: Math.tanh(centre - half),
    high: Math.tanh(centre + half),
    confidence,
    method: 'bonett_wright',
  };
}
