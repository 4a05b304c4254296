import { z } from 'zod';
import type { Scale } from '../../model/scale.ts';
import { Orientation } from '../../model/scale.ts';
import { Confidence, Counts, listOf, oneOf } from '../input/fields.ts';
import type { Fault } from '../input/forms.ts';
import { oneForm } from '../input/forms.ts';
import type { HistogramLike, Tally } from '../input/histogram.ts';
import { tallyCounts, tallyScores } from '../input/histogram.ts';

/** Counts keyed by score: an array begins at the lowest score of the scale. */
export const countsByScore = (counts: Counts, min: number): HistogramLike =>
  Array.isArray(counts) ? new Map(counts.map((count, i) => [min + i, count])) : counts;

/** A point of a scale. */
export const Point = z.int({ error: 'expected a whole number from -100 to 100' }).min(-100).max(100);

const ScaleEnds = z
  .strictObject({ min: Point, max: Point }, { error: 'expected {"min": …, "max": …}' })
  .refine(({ min, max }) => max > min, { error: 'expected max above min', path: ['max'] });

/** The answers to a question on a scale. */
export const scoreFields = {
  counts: Counts.optional(),
  scores: listOf(z.unknown()).optional(),
  scale: ScaleEnds.optional(),
  orientation: oneOf(Orientation.options).default('high_is_good'),
  confidence: Confidence,
};

/** The ends of a scale. */
export type Ends = Pick<Scale, 'min' | 'max'>;

interface Answers {
  counts?: Counts | undefined;
  scores?: unknown[] | undefined;
}

/** Holds that the answers come in one form, and that an array of counts has one for each point of the scale. */
export function checkAnswers(input: Answers, scale: Ends, fault: Fault): void {
  if (!oneForm(input, [['counts'], ['scores']], fault) || !Array.isArray(input.counts)) return;
  const points = scale.max - scale.min + 1;
  if (input.counts.length === points) return;
  fault(
    'counts',
    `expected ${points} counts, for ${scale.min} to ${scale.max}, got ${input.counts.length}; "scale" says another scale`,
  );
}

/** The answers on the scale, and how many are none. */
export const tallyOf = ({ counts, scores }: Answers, scale: Ends): Tally =>
  counts === undefined
    ? tallyScores(scale, scores ?? [])
    : tallyCounts(scale, countsByScore(counts, scale.min));
