/** Control limits of one point, or of all where they do not change. */
export interface ControlLimits {
  lcl: number;
  ucl: number;
}

/**
 * Limits of a share from n answers under a long-run share p̄: p̄ ± limit·√(p̄(1 − p̄)/n), held within 0 and 1.
 * Each day has its own n and so its own limits. Null without answers.
 *
 * @metric p_chart
 * @formula p̄ ± 3√(p̄(1 − p̄)/n); another factor by `limit`
 * @denominator n answers of the day; each day has its own limits
 * @unit share, 0 to 1
 * @orientation none
 * @interval control limits, no confidence interval
 * @source NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2 "Proportions control charts"
 */
export function pChartLimits(pBar: number, n: number, limit = 3): ControlLimits | null {
  if (n === 0) return null;
  const half = limit * Math.sqrt((pBar * (1 - pBar)) / n);
  return { lcl: Math.max(0, pBar - half), ucl: Math.min(1, pBar + half) };
}
