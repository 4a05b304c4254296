/** A mean whose repeated answers of one person count as one cluster. */
export interface ClusteredMean {
  mean: number;
  /** Null below two clusters. */
  standardError: number | null;
  n: number;
  clusters: number;
}

/**
 * Mean of all answers, with the standard error by person: √(K/(K − 1)·Σ(Σ(x − μ))²)/n over K persons. Where nobody
 * answered twice it is the standard error of a plain mean. Null without answers.
 *
 * @param clusters the answers of each person
 * @source Liang and Zeger, Biometrika 73 (1986); Cameron and Miller, Journal of Human Resources 50 (2015)
 */
export function clusteredMean(clusters: readonly (readonly number[])[]): ClusteredMean | null {
  const filled = clusters.filter((answers) => answers.length > 0);
  const n = filled.reduce((sum, answers) => sum + answers.length, 0);
  if (n === 0) return null;
  const mean = filled.flat().reduce((sum, x) => sum + x, 0) / n;
  const squares = filled.reduce((sum, answers) => sum + answers.reduce((s, x) => s + x - mean, 0) ** 2, 0);
  const k = filled.length;
  const standardError = k < 2 ? null : Math.sqrt((k / (k - 1)) * squares) / n;
  return { mean, standardError, n, clusters: k };
}
