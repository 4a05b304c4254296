import { criticalZ } from './distributions.ts';
import type { Interval } from './interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './interval.ts';

export const NPS_METHODS = ['adjusted_wald', 'wald', 'score'] as const;
export type NpsMethod = (typeof NPS_METHODS)[number];

/** Promoters, detractors and all answers. Fractions are allowed: weighted answers come as effective counts. */
export interface NpsCounts {
  promoters: number;
  detractors: number;
  n: number;
}

/** An estimate of the net share (from −1 to 1) and its standard error. */
export interface NetShare {
  net: number;
  standardError: number;
}

/** Var = p + d − (p − d)², SE = √(Var/n). */
export function waldNetShare({ promoters, detractors, n }: NpsCounts): NetShare {
  const net = (promoters - detractors) / n;
  const variance = (promoters + detractors) / n - net * net;
  return { net, standardError: Math.sqrt(Math.max(0, variance) / n) };
}

/** The Wald form after ¾ promoters, ¾ detractors and 1½ passives are added. */
export const adjustedNetShare = ({ promoters, detractors, n }: NpsCounts): NetShare =>
  waldNetShare({ promoters: promoters + 0.75, detractors: detractors + 0.75, n: n + 3 });

/**
 * Tango's score statistic at a supposed net share Δ: (P − D − nΔ)/√(n(2q̂ + Δ(1 − Δ))), where q̂ is the most likely
 * share of detractors under Δ. It falls as Δ grows.
 */
export function npsScoreStatistic({ promoters, detractors, n }: NpsCounts, delta: number): number {
  const linear = (2 * n - promoters + detractors) * delta - detractors - promoters;
  const constant = -detractors * delta * (1 - delta);
  const q = (-linear + Math.sqrt(Math.max(0, linear * linear - 8 * n * constant))) / (4 * n);
  const variance = Math.max(0, 2 * q + delta * (1 - delta));
  const distance = promoters - detractors - n * delta;
  return distance === 0 ? 0 : distance / Math.sqrt(n * variance);
}

/** Where the score statistic takes the wanted value, by halving: it is monotone between −1 and 1. */
function solveScore(counts: NpsCounts, wanted: number): number {
  let low = -1;
  let high = 1;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (npsScoreStatistic(counts, middle) > wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const around = ({ net, standardError }: NetShare, z: number): [number, number] => [
  net - z * standardError,
  net + z * standardError,
];

const LIMITS: Record<NpsMethod, (counts: NpsCounts, z: number) => [low: number, high: number]> = {
  wald: (counts, z) => around(waldNetShare(counts), z),
  adjusted_wald: (counts, z) => around(adjustedNetShare(counts), z),
  score: (counts, z) => [solveScore(counts, z), solveScore(counts, -z)],
};

/**
 * Interval of a Net Promoter Score in NPS points (−100 to 100, clipped); null without answers.
 *
 * @source Rocks, "Interval estimation for the 'Net Promoter Score'", The American Statistician 70 (2016); Tango, Statistics
 *   in Medicine 17 (1998), for the score interval: promoters and detractors are the unlike pairs of a paired difference
 */
export function npsInterval(
  counts: NpsCounts,
  method: NpsMethod = 'adjusted_wald',
  confidence: number = DEFAULT_CONFIDENCE,
): Interval | null {
  if (counts.n === 0) return null;
  const [low, high] = LIMITS[method](counts, criticalZ(confidence));
  return clip({ low: 100 * low, high: 100 * high, confidence, method }, -100, 100);
}
