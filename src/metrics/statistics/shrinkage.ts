import { betaQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { DEFAULT_CONFIDENCE } from './interval.ts';

/** x good answers of n. */
export interface Share {
  x: number;
  n: number;
}

/** What the team's shares look like: Beta(alpha, beta). alpha + beta is how many answers the team's mean weighs. */
export interface BetaPrior {
  alpha: number;
  beta: number;
}

/**
 * A team's prior from its agents' shares, by the moments of the beta-binomial. Null where it cannot be told: fewer
 * than two agents with answers, or shares that differ no more than chance alone would make them (then everybody is
 * best described by the team's mean).
 *
 * @source Kleinman, "Proportions with extraneous variance", JASA 68 (1973); Efron and Morris, JASA 70 (1975)
 */
export function betaPrior(shares: readonly Share[]): BetaPrior | null {
  const filled = shares.filter(({ n }) => n > 0);
  const n = filled.reduce((sum, share) => sum + share.n, 0);
  const mean = filled.reduce((sum, share) => sum + share.x, 0) / n;
  const spread = mean * (1 - mean);
  if (filled.length < 2 || spread === 0) return null;
  const squares = filled.reduce((sum, share) => sum + share.n * (share.x / share.n - mean) ** 2, 0);
  const size = n - filled.reduce((sum, share) => sum + share.n ** 2, 0) / n;
  const free = filled.length - 1;
  if (size <= free || squares <= free * spread) return null;
  const between = (squares - free * spread) / (spread * (size - free));
  const weight = 1 / Math.min(between, 1 - 1e-9) - 1;
  return { alpha: mean * weight, beta: (1 - mean) * weight };
}

/**
 * One agent's share drawn toward the team: (x + α)/(n + α + β), from 0 to 1, with the interval of the posterior
 * beta distribution. An agent with few answers lies near the team, one with many near its own share.
 */
export function shrunkShare(
  { x, n }: Share,
  { alpha, beta }: BetaPrior,
  confidence: number = DEFAULT_CONFIDENCE,
): { value: number; interval: Interval } {
  const [a, b] = [alpha + x, beta + n - x];
  const tail = (1 - confidence) / 2;
  return {
    value: a / (a + b),
    interval: {
      low: betaQuantile(tail, a, b),
      high: betaQuantile(1 - tail, a, b),
      confidence,
      method: 'beta_binomial',
    },
  };
}
