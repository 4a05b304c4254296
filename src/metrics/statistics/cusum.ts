export interface CusumSetting {
  target: number;
  /** Slack: half the shift worth seeing, in the unit of the data. */
  k: number;
  /** Decision limit, in the unit of the data. */
  h: number;
}

export interface Cusum {
  /** S⁺: how far the values have run above the target. */
  high: number[];
  /** S⁻: how far they have run below it; also 0 or above. */
  low: number[];
  /** The first value, counted from 1, at which one of the sums is above h; null where none is. */
  first_signal: number | null;
}

/**
 * Two-sided tabular CUSUM from 0: S⁺ₜ = max(0, S⁺ₜ₋₁ + xₜ − μ − k) and S⁻ₜ = max(0, S⁻ₜ₋₁ + μ − k − xₜ).
 *
 * @metric cusum
 * @formula S⁺ₜ = max(0, S⁺ₜ₋₁ + xₜ − μ − k), S⁻ₜ = max(0, S⁻ₜ₋₁ + μ − k − xₜ); a signal where one is above h; value =
 *   the larger of the two newest sums
 * @denominator none; n is the number of values
 * @unit that of the data, k and h too (not standard deviations); the first signal counts from 1
 * @orientation `high` runs above the target, `low` below it
 * @interval none; h is the decision limit
 * @source Page (1954); NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.3 "CUSUM control charts"
 */
export function cusum(data: readonly number[], { target, k, h }: CusumSetting): Cusum {
  let up = 0;
  let down = 0;
  const points = data.map((x) => {
    up = Math.max(0, up + x - target - k);
    down = Math.max(0, down + target - k - x);
    return { up, down };
  });
  const first = points.findIndex((point) => point.up > h || point.down > h);
  return {
    high: points.map((point) => point.up),
    low: points.map((point) => point.down),
    first_signal: first === -1 ? null : first + 1,
  };
}
