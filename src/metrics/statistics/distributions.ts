import gammaInc from '@stdlib/math-base-special-gammainc';
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';

/** Standard normal quantile; `p` in (0, 1). */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1);

/** Student's t quantile; `df` may be fractional. */
export const tQuantile = (p: number, df: number): number => tQuantileOf(p, df);

/** Quantile of Beta(a, b). */
export const betaQuantile = (p: number, a: number, b: number): number => betaQuantileOf(p, a, b);

/** The z that leaves (1 − confidence)/2 above it: 1.959964 at 0.95. */
export const criticalZ = (confidence: number): number => -normalQuantile((1 - confidence) / 2);

/** The t that leaves (1 − confidence)/2 above it. */
export const criticalT = (confidence: number, df: number): number => -tQuantile((1 - confidence) / 2, df);

/** Two-sided p of a z statistic, from the lower tail so that a tiny p keeps its digits. */
export const twoSidedZ = (z: number): number => Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1));

/** Two-sided p of a t statistic. */
export const twoSidedT = (t: number, df: number): number => Math.min(1, 2 * tCdf(-Math.abs(t), df));

/** P(χ² > x) by the upper incomplete gamma function, so that a tiny p keeps its digits. */
export const chiSquareUpper = (x: number, df: number): number => gammaInc(x / 2, df / 2, true, true);
