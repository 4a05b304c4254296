import { betaQuantile, criticalZ } from './distributions.ts';
import type { Interval } from './interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './interval.ts';

export const PROPORTION_METHODS = ['wilson', 'agresti_coull', 'clopper_pearson', 'wald'] as const;
export type ProportionMethod = (typeof PROPORTION_METHODS)[number];

type Limits = (x: number, n: number, confidence: number) => readonly [low: number, high: number];

const around = (centre: number, half: number): [number, number] => [centre - half, centre + half];

const LIMITS: Record<ProportionMethod, Limits> = {
  /** Wilson (1927), without continuity correction. The ends are exact where x is 0 or n. */
  wilson: (x, n, confidence) => {
    const z = criticalZ(confidence);
    const half = (z / (n + z * z)) * Math.sqrt((x * (n - x)) / n + (z * z) / 4);
    const [low, high] = around((x + (z * z) / 2) / (n + z * z), half);
    return [x === 0 ? 0 : low, x === n ? 1 : high];
  },
  /** Agresti and Coull (1998): the Wald form after z²/2 successes and z²/2 failures are added. */
  agresti_coull: (x, n, confidence) => {
    const z = criticalZ(confidence);
    const p = (x + (z * z) / 2) / (n + z * z);
    return around(p, z * Math.sqrt((p * (1 - p)) / (n + z * z)));
  },
  /** Clopper and Pearson (1934), the "exact" interval, by quantiles of the beta distribution. */
  clopper_pearson: (x, n, confidence) => {
    const tail = (1 - confidence) / 2;
    const low = x === 0 ? 0 : betaQuantile(tail, x, n - x + 1);
    const high = x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x);
    return [low, high];
  },
  /** The textbook form, with poor coverage at small n or near 0 and 1: only on request. */
  wald: (x, n, confidence) => around(x / n, criticalZ(confidence) * Math.sqrt(((x / n) * (1 - x / n)) / n)),
};

/**
 * Interval of a share x/n, from 0 to 1; null when there is nothing to count (n = 0).
 *
 * @metric proportion
 * @formula x / n
 * @denominator n; without any there is no figure (null)
 * @unit share, 0 to 1
 * @orientation none
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request; held within 0 and 1
 * @source Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001)
 */
export function proportionInterval(
  x: number,
  n: number,
  method: ProportionMethod = 'wilson',
  confidence: number = DEFAULT_CONFIDENCE,
): Interval | null {
  if (n === 0) return null;
  const [low, high] = LIMITS[method](x, n, confidence);
  return clip({ low, high, confidence, method }, 0, 1);
}
