export interface EwmaSetting {
  /** μ: what the chart is held against; the chart starts there. */
  target: number;
  /** Standard deviation of one value, in the unit of the data. */
  sigma: number;
  /** λ, above 0 and at most 1: the weight of the newest value. */
  lambda: number;
  /** L: half-width of the limits in standard deviations of the chart. */
  limit: number;
}

export interface EwmaPoint {
  ewma: number;
  lcl: number;
  ucl: number;
}

/**
 * Half-width of the limits after t values: Lσ√(λ/(2 − λ)·(1 − (1 − λ)²ᵗ)); without t the width they settle at.
 */
export const ewmaHalfWidth = (
  { sigma, lambda, limit }: EwmaSetting,
  t: number = Number.POSITIVE_INFINITY,
): number => limit * sigma * Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * t)));

/**
 * Exponentially weighted moving average zₜ = λxₜ + (1 − λ)zₜ₋₁ with z₀ = μ, one point a value, with the exact limits
 * of its own t.
 *
 * @metric ewma
 * @formula zₜ = λxₜ + (1 − λ)zₜ₋₁, z₀ = μ; limits μ ± Lσ√(λ/(2 − λ)·(1 − (1 − λ)²ᵗ)); value = the newest z
 * @denominator none; n is the number of values
 * @unit that of the data
 * @orientation none
 * @interval control limits of each t, and the ones they settle at; the first point beyond its limits counts from 1
 * @source Roberts (1959); NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4 "EWMA control charts"
 */
export function ewma(data: readonly number[], setting: EwmaSetting): EwmaPoint[] {
  let z = setting.target;
  return data.map((x, i) => {
    z = setting.lambda * x + (1 - setting.lambda) * z;
    const half = ewmaHalfWidth(setting, i + 1);
    return { ewma: z, lcl: setting.target - half, ucl: setting.target + half };
  });
}
