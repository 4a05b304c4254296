import { criticalZ, twoSidedZ } from './distributions.ts';
import type { Interval } from './interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './interval.ts';
import { proportionInterval } from './proportion.ts';

export const DIFFERENCE_METHODS = ['newcombe', 'agresti_caffo', 'wald'] as const;
export type DifferenceMethod = (typeof DIFFERENCE_METHODS)[number];

/** x of n, for each of two groups; both n above 0. */
export interface TwoShares {
  x1: number;
  n1: number;
  x2: number;
  n2: number;
}

type Limits = (shares: TwoShares, confidence: number) => readonly [low: number, high: number];

const waldLimits: Limits = ({ x1, n1, x2, n2 }, confidence) => {
  const p1 = x1 / n1;
  const p2 = x2 / n2;
  const half = criticalZ(confidence) * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  return [p1 - p2 - half, p1 - p2 + half];
};

const LIMITS: Record<DifferenceMethod, Limits> = {
  /** Newcombe (1998), method 10: the square-and-add of two Wilson intervals, without continuity correction. */
  newcombe: ({ x1, n1, x2, n2 }, confidence) => {
    const p1 = x1 / n1;
    const p2 = x2 / n2;
    const first = proportionInterval(x1, n1, 'wilson', confidence) ?? { low: 0, high: 1 };
    const second = proportionInterval(x2, n2, 'wilson', confidence) ?? { low: 0, high: 1 };
    return [
      p1 - p2 - Math.hypot(p1 - first.low, second.high - p2),
      p1 - p2 + Math.hypot(first.high - p1, p2 - second.low),
    ];
  },
  /** Agresti and Caffo (2000): the Wald form after one success and one failure are added to each group. */
  agresti_caffo: ({ x1, n1, x2, n2 }, confidence) =>
    waldLimits({ x1: x1 + 1, n1: n1 + 2, x2: x2 + 1, n2: n2 + 2 }, confidence),
  wald: waldLimits,
};

/**
 * Interval of the difference x1/n1 − x2/n2, from −1 to 1; null where a group is empty.
 *
 * @metric proportion_difference
 * @formula x1/n1 − x2/n2; z with the pooled share, no continuity correction
 * @denominator n1 and n2, each for its own share; n is their sum
 * @unit share, −1 to 1
 * @orientation above 0: the first is larger
 * @interval Newcombe's method 10; Agresti–Caffo and Wald on request
 * @source Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
 *   Medicine 17 (1998); Agresti and Caffo, The American Statistician 54 (2000)
 */
export function differenceInterval(
  shares: TwoShares,
  method: DifferenceMethod = 'newcombe',
  confidence: number = DEFAULT_CONFIDENCE,
): Interval | null {
  if (shares.n1 === 0 || shares.n2 === 0) return null;
  const [low, high] = LIMITS[method](shares, confidence);
  return clip({ low, high, confidence, method }, -1, 1);
}

/**
 * The test of equal shares: z with the pooled share, no continuity correction; z² is the chi-square of the 2 × 2
 * table. Null where both groups are all or nothing, or one is empty: there is nothing to test with.
 */
export function pooledZ({ x1, n1, x2, n2 }: TwoShares): { z: number; p: number } | null {
  const pooled = (x1 + x2) / (n1 + n2);
  if (n1 === 0 || n2 === 0 || pooled === 0 || pooled === 1) return null;
  const z = (x1 / n1 - x2 / n2) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  return { z, p: twoSidedZ(z) };
}
