import { chiSquareUpper } from './distributions.ts';

/** A chi-square statistic with its degrees of freedom and p; null where there is nothing to test with. */
export interface ChiSquareTest {
  chi2: number | null;
  df: number;
  p: number | null;
}

/** The test with its p, or without one where the statistic does not exist. */
export const chiSquareTest = (chi2: number | null, df: number): ChiSquareTest => ({
  chi2,
  df,
  p: chi2 === null || df === 0 ? null : chiSquareUpper(chi2, df),
});

/**
 * Whether several shares x[i]/n[i] are equal: Pearson's chi-square on the 2 × k table, no continuity correction.
 * Empty groups take no part.
 *
 * @metric proportions
 * @formula χ² = Σ (xᵢ − nᵢp̄)² / (nᵢp̄(1 − p̄)), p̄ = Σx/Σn; value = χ²
 * @denominator n[i] for each group; n is their sum. All or nothing everywhere: there is no test (null)
 * @unit none; degrees of freedom are the groups with answers less one
 * @orientation none
 * @interval none; p from the upper tail
 * @source Pearson (1900); Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", chapter 9
 */
export function equalShares(groups: readonly { x: number; n: number }[]): ChiSquareTest {
  const filled = groups.filter((group) => group.n > 0);
  const n = filled.reduce((sum, group) => sum + group.n, 0);
  const pooled = filled.reduce((sum, group) => sum + group.x, 0) / n;
  const df = Math.max(0, filled.length - 1);
  if (df === 0 || pooled === 0 || pooled === 1) return chiSquareTest(null, df);
  const squares = filled.reduce((sum, group) => sum + (group.x - group.n * pooled) ** 2 / group.n, 0);
  return chiSquareTest(squares / (pooled * (1 - pooled)), df);
}
