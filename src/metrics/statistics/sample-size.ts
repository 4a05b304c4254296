import { criticalZ } from './distributions.ts';
import { DEFAULT_CONFIDENCE } from './interval.ts';

/** Variance of one NPS answer (as −1, 0, 1): Rocks's guess for a common mix of answers, and the worst there is. */
export const NPS_VARIANCE = { common: 0.75, worst: 1 } as const;

/**
 * Answers needed so that the adjusted Wald interval of an NPS is at most ± `points` wide; the 3 answers that the
 * method adds are already taken off.
 *
 * @source Rocks, The American Statistician 70 (2016)
 */
export const npsSampleSize = (
  points: number,
  variance: number = NPS_VARIANCE.worst,
  confidence: number = DEFAULT_CONFIDENCE,
): number => Math.max(1, Math.ceil((criticalZ(confidence) ** 2 * variance) / (points / 100) ** 2 - 3));

/** Answers needed so that a share expected at `percent` is known to ± `points` (percentage points). */
export const shareSampleSize = (
  percent: number,
  points: number,
  confidence: number = DEFAULT_CONFIDENCE,
): number =>
  Math.ceil((criticalZ(confidence) ** 2 * (percent / 100) * (1 - percent / 100)) / (points / 100) ** 2);
