import type { Scale } from '../../model/scale.ts';
import { scalePoints } from '../../model/scale.ts';

/** How often each score came, by score. */
export type Histogram = ReadonlyMap<number, number>;

/** A histogram as callers have it: a map, or an object keyed by score. */
export type HistogramLike = Histogram | Readonly<Record<string | number, number>>;

/** Answers on a scale, and how many were none: rejected ones are counted, never bucketed. */
export interface Tally {
  histogram: Histogram;
  rejected: number;
}

const entries = (from: HistogramLike): [key: unknown, count: number][] =>
  from instanceof Map ? [...from.entries()] : Object.entries(from);

/**
 * The integer that an answer states, or null. "9" is 9; "9.0", "nine", "", 7.5, true and null are no scores.
 */
export function scoreOf(answer: unknown): number | null {
  if (typeof answer === 'number') return Number.isInteger(answer) ? answer : null;
  if (typeof answer !== 'string') return null;
  const text = answer.trim();
  return /^-?\d{1,3}$/.test(text) ? Number.parseInt(text, 10) : null;
}

/** The score where it lies on the scale, or null. */
export function scoreOn(scale: Pick<Scale, 'min' | 'max'>, answer: unknown): number | null {
  const score = scoreOf(answer);
  return score !== null && score >= scale.min && score <= scale.max ? score : null;
}

/** Sorts counted answers into those on the scale and those that are rejected. */
export function tallyCounts(scale: Pick<Scale, 'min' | 'max'>, counts: HistogramLike): Tally {
  const histogram = new Map(scalePoints(scale).map((point) => [point, 0]));
  let rejected = 0;
  for (const [key, count] of entries(counts)) {
    const score = scoreOn(scale, key);
    if (score === null) rejected += count;
    else histogram.set(score, (histogram.get(score) ?? 0) + count);
  }
  return { histogram, rejected };
}

/** Sorts single answers into those on the scale and those that are rejected. */
export function tallyScores(scale: Pick<Scale, 'min' | 'max'>, scores: readonly unknown[]): Tally {
  const histogram = new Map(scalePoints(scale).map((point) => [point, 0]));
  let rejected = 0;
  for (const answer of scores) {
    const score = scoreOn(scale, answer);
    if (score === null) rejected += 1;
    else histogram.set(score, (histogram.get(score) ?? 0) + 1);
  }
  return { histogram, rejected };
}

/** All answers of the histogram. */
export const total = (histogram: Histogram): number =>
  histogram.values().reduce((sum, count) => sum + count, 0);

/** Answers with one of these scores. */
export const countOf = (histogram: Histogram, scores: readonly number[]): number =>
  new Set(scores).values().reduce((sum, score) => sum + (histogram.get(score) ?? 0), 0);
