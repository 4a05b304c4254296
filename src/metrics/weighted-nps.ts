import { scoreOn } from './input/histogram.ts';
import type { NpsFigure, NpsOptions } from './nps.ts';
import { NPS_SCALE, npsOfGroups } from './nps.ts';
import { criticalZ } from './statistics/distributions.ts';
import type { Interval } from './statistics/interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './statistics/interval.ts';
import type { NpsCounts } from './statistics/nps-interval.ts';
import { npsInterval } from './statistics/nps-interval.ts';
import { type Weighted, weightedMean } from './statistics/weights.ts';

export interface WeightedNpsFigure extends NpsFigure {
  /** Kish's effective number of answers; null without a positive weight. */
  n_effective: number | null;
}

/** What one score adds to the net: 1, 0 or −1. */
const netOf = (score: number): number => (score >= 9 ? 1 : score <= 6 ? -1 : 0);

/** Only proportions of weights matter; against the largest one, no square of them is too large or too small. */
function relative(scored: readonly Weighted[]): readonly Weighted[] {
  const most = scored.reduce((largest, [, weight]) => Math.max(largest, weight), 0);
  return most === 0 ? scored : scored.map(([x, weight]) => [x, weight / most]);
}

/**
 * NPS of weighted answers. n and the groups count answers, the value and its error are weighted; the interval takes
 * the effective number in place of n, and the Wald one the weighted standard error itself.
 *
 * @param answers score and weight; scores that are no integer from 0 to 10 are rejected with their weight
 */
export function weightedNps(
  answers: readonly (readonly [score: unknown, weight: number])[],
  options: NpsOptions = {},
): { figure: WeightedNpsFigure; effective: NpsCounts } {
  const scored = relative(
    answers.flatMap(([answer, weight]) => {
      const score = scoreOn(NPS_SCALE, answer);
      return score === null ? [] : [[netOf(score), weight] as const];
    }),
  );
  const groups = {
    promoters: scored.filter(([x]) => x === 1).length,
    passives: scored.filter(([x]) => x === 0).length,
    detractors: scored.filter(([x]) => x === -1).length,
  };
  const plain = npsOfGroups(groups, answers.length - scored.length, options);
  const of = weightedMean(scored);
  if (of === null) {
    const nothing = { value: null, standard_error: null, interval: null, n_effective: null };
    return { figure: { ...plain, ...nothing }, effective: { promoters: 0, detractors: 0, n: 0 } };
  }
  const effective = effectiveCounts(scored, of.effectiveN);
  const weighted = {
    value: 100 * of.mean,
    standard_error: 100 * of.standardError,
    n_effective: of.effectiveN,
  };
  return { figure: { ...plain, ...weighted, interval: interval(weighted, effective, options) }, effective };
}

function effectiveCounts(scored: readonly Weighted[], n: number): NpsCounts {
  const weightOf = (kind: number | null): number =>
    scored.reduce((sum, [x, weight]) => sum + (kind === null || x === kind ? weight : 0), 0);
  const all = weightOf(null);
  return { promoters: (n * weightOf(1)) / all, detractors: (n * weightOf(-1)) / all, n };
}

function interval(
  of: { value: number; standard_error: number },
  effective: NpsCounts,
  { method = 'adjusted_wald', confidence = DEFAULT_CONFIDENCE }: NpsOptions,
): Interval | null {
  if (method !== 'wald') return npsInterval(effective, method, confidence);
  const half = criticalZ(confidence) * of.standard_error;
  return clip({ low: of.value - half, high: of.value + half, confidence, method }, -100, 100);
}
