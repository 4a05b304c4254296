import { criticalT, criticalZ } from './distributions.ts';
import type { Interval } from './interval.ts';
import { DEFAULT_CONFIDENCE } from './interval.ts';
import { momentsOf } from './mean.ts';

export const LOGNORMAL_METHODS = ['modified_cox', 'cox'] as const;
export type LognormalMethod = (typeof LOGNORMAL_METHODS)[number];

/** Mean and variance (divisor n − 1) of natural logarithms. */
export interface LogMoments {
  meanLog: number;
  varianceLog: number;
  n: number;
}

/** The mean of a lognormal: exp(ȳ + s²/2). */
export const lognormalMean = ({ meanLog, varianceLog }: LogMoments): number =>
  Math.exp(meanLog + varianceLog / 2);

/**
 * Interval of the mean of a lognormal, in the unit of the values: exp(ȳ + s²/2 ± c·√(s²/n + s⁴/(2(n − 1)))), where
 * c is normal (Cox) or t with n − 1 degrees of freedom (modified Cox). Null below two values.
 *
 * @metric lognormal_mean
 * @formula exp(ȳ + s²/2), with ȳ and s² the mean and variance (n − 1) of natural logarithms
 * @denominator n values
 * @unit that of the values before the logarithm
 * @orientation none
 * @interval exp(ȳ + s²/2 ± t·√(s²/n + s⁴/(2(n − 1)))), modified Cox; with z in place of t, Cox
 * @source Zhou and Gao, "Confidence intervals for the log-normal mean", Statistics in Medicine 16 (1997);
 *   Olsson, "Confidence intervals for the mean of a log-normal distribution", Journal of Statistics Education 13 (2005)
 */
export function lognormalInterval(
  of: LogMoments,
  method: LognormalMethod = 'modified_cox',
  confidence: number = DEFAULT_CONFIDENCE,
): Interval | null {
  if (of.n < 2) return null;
  const critical = method === 'cox' ? criticalZ(confidence) : criticalT(confidence, of.n - 1);
  const centre = of.meanLog + of.varianceLog / 2;
  const half = critical * Math.sqrt(of.varianceLog / of.n + of.varianceLog ** 2 / (2 * (of.n - 1)));
  return { low: Math.exp(centre - half), high: Math.exp(centre + half), confidence, method };
}

/** Log moments of values; null below two values, or where one is not above 0 and so has no logarithm. */
export function logMoments(values: readonly number[]): LogMoments | null {
  if (values.some((value) => value <= 0)) return null;
  const of = momentsOf(values.map(Math.log));
  return of === null || of.variance === null ? null : { meanLog: of.mean, varianceLog: of.variance, n: of.n };
}
