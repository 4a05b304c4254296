import type { Figure } from './input/figure.ts';
import { criticalZ, twoSidedZ } from './statistics/distributions.ts';
import { clip, DEFAULT_CONFIDENCE } from './statistics/interval.ts';
import type { NetShare, NpsCounts } from './statistics/nps-interval.ts';
import { adjustedNetShare } from './statistics/nps-interval.ts';

export const NPS_DIFFERENCE_METHODS = ['adjusted_wald', 'wald'] as const;
export type NpsDifferenceMethod = (typeof NPS_DIFFERENCE_METHODS)[number];

/** One of the two scores: as `nps` answers it, and its counts (effective ones where answers are weighted). */
export interface NpsSample {
  figure: { value: number | null; standard_error: number | null; n: number; rejected: number };
  effective: NpsCounts;
}

export interface NpsDifference extends Figure {
  rejected: number;
  /** Of the difference, by the method: √(SE²a + SE²b), in points. */
  standard_error: number | null;
  z: number | null;
  /** Two-sided. */
  p: number | null;
}

/** Net share and standard error of one score, by the method. */
function estimate({ figure, effective }: NpsSample, method: NpsDifferenceMethod): NetShare | null {
  if (figure.value === null || figure.standard_error === null) return null;
  return method === 'adjusted_wald'
    ? adjustedNetShare(effective)
    : { net: figure.value / 100, standardError: figure.standard_error / 100 };
}

/**
 * Difference of two Net Promoter Scores of different people, a − b.
 *
 * @metric nps_difference
 * @formula value = NPSa − NPSb; z = difference / √(SE²a + SE²b). Adjusted Wald takes difference and errors after ¾
 *   promoters, ¾ detractors and 1½ passives are added to each side, so that test and interval agree
 * @denominator the answers of each side; n is their sum. Without answers on a side there is no figure (null)
 * @unit points, −200 to 200
 * @orientation above 0: a is better
 * @interval adjusted Wald; Wald on request
 * @source Rocks, The American Statistician 70 (2016), for the error of one score; errors of independent samples add
 *   in squares
 */
export function npsDifference(
  a: NpsSample,
  b: NpsSample,
  method: NpsDifferenceMethod = 'adjusted_wald',
  confidence: number = DEFAULT_CONFIDENCE,
): NpsDifference {
  const n = a.figure.n + b.figure.n;
  const rejected = a.figure.rejected + b.figure.rejected;
  const [first, second] = [estimate(a, method), estimate(b, method)];
  if (first === null || second === null) {
    return { value: null, n, rejected, standard_error: null, z: null, p: null, interval: null };
  }
  const net = 100 * (first.net - second.net);
  const error = 100 * Math.hypot(first.standardError, second.standardError);
  const half = criticalZ(confidence) * error;
  const z = error === 0 ? null : net / error;
  return {
    value: (a.figure.value ?? 0) - (b.figure.value ?? 0),
    n,
    rejected,
    standard_error: error,
    z,
    p: z === null ? null : twoSidedZ(z),
    interval: clip({ low: net - half, high: net + half, confidence, method }, -200, 200),
  };
}
