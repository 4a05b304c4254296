/** A value and how much it counts. */
export type Weighted = readonly [value: number, weight: number];

export interface WeightedMean {
  mean: number;
  /** √Σw²(x − μ)² / Σw. */
  standardError: number;
  /** Kish's effective number of answers, (Σw)²/Σw². */
  effectiveN: number;
}

/**
 * Mean of weighted values; null where the weights sum to 0. With equal weights the standard error is √(Var/n), with
 * the variance over n, and the effective number is n.
 *
 * @source Kish, "Survey Sampling" (1965); linearised variance of a ratio mean
 */
export function weightedMean(values: readonly Weighted[]): WeightedMean | null {
  const weights = values.reduce((sum, [, w]) => sum + w, 0);
  if (weights === 0) return null;
  const mean = values.reduce((sum, [x, w]) => sum + x * w, 0) / weights;
  const squares = values.reduce((sum, [x, w]) => sum + (w * (x - mean)) ** 2, 0);
  const squaredWeights = values.reduce((sum, [, w]) => sum + w * w, 0);
  return { mean, standardError: Math.sqrt(squares) / weights, effectiveN: weights ** 2 / squaredWeights };
}
