import { z } from 'zod';
import { withMetricDefaults } from '../../model/metric-scale.ts';
import type { Scale } from '../../model/scale.ts';
import { csat } from '../csat.ts';
import { listOf, oneOf } from '../input/fields.ts';
import type { Fault } from '../input/forms.ts';
import { checked } from '../input/forms.ts';
import { scoreOf } from '../input/histogram.ts';
import { PROPORTION_METHODS } from '../statistics/proportion.ts';
import { line } from './line.ts';
import type { Ends } from './scores.ts';
import { checkAnswers, Point, scoreFields, tallyOf } from './scores.ts';

const Csat = z.strictObject({
  ...scoreFields,
  good: listOf(Point, 1).optional(),
  bad: listOf(Point).optional(),
  method: oneOf(PROPORTION_METHODS).optional(),
});
type Csat = z.infer<typeof Csat>;

/**
 * The ends of the scale. Where they are not given: 1 to as many counts as there are; 1–5 without good answers; else
 * the best answer that is named good ends the scale (thumbs, good: [1], begin at 0).
 */
function endsOf({ scale, good, counts, orientation }: Csat): Ends & { guessed: boolean } {
  if (scale !== undefined) return { ...scale, guessed: false };
  if (good === undefined || orientation === 'low_is_good') return { min: 1, max: 5, guessed: false };
  if (Array.isArray(counts)) return { min: 1, max: Math.max(2, counts.length), guessed: false };
  const best = good.reduce((most, point) => Math.max(most, point));
  return { min: best <= 1 ? 0 : 1, max: Math.max(1, best), guessed: best !== 5 };
}

function scaleOf(input: Csat): Scale {
  const { min, max } = endsOf(input);
  const { orientation, good, bad } = input;
  const named = { min, max, orientation, ...(good && { good }), ...(bad && { bad }) };
  const whole = withMetricDefaults('csat', named);
  if (bad === undefined && whole.bad?.some((point) => whole.good?.includes(point))) delete whole.bad;
  return whole;
}

function check(input: Csat, fault: Fault): void {
  const { min, max, guessed } = endsOf(input);
  checkAnswers(input, { min, max }, fault);
  const { good, bad } = scaleOf(input);
  if (good === undefined) fault('good', `missing: a scale of ${min} to ${max} says which answers are good`);
  for (const [field, points] of [['good', good ?? []] as const, ['bad', bad ?? []] as const]) {
    const outside = points.find((point) => point < min || point > max);
    if (outside !== undefined)
      fault(field, `expected answers of the scale of ${min} to ${max}, got ${outside}`);
  }
  const both = good?.find((point) => bad?.includes(point));
  if (both !== undefined) fault('bad', `${both} is both good and bad`);
  if (guessed && beyond(input, { min, max })) {
    fault('scale', `missing: there are answers that are not on ${min} to ${max}`);
  }
}

/** Whether any answer is a whole number that the scale does not have. */
function beyond({ counts, scores }: Csat, { min, max }: Ends): boolean {
  const answers = scores ?? Object.keys(counts ?? {});
  return answers.map(scoreOf).some((score) => score !== null && (score < min || score > max));
}

export const csatLine = line(Csat.superRefine(checked(check)), (input) => {
  const scale = scaleOf(input);
  const { histogram, rejected } = tallyOf(input, scale);
  const { method, confidence } = input;
  return {
    ...csat(histogram, scale, { method, confidence }),
    rejected,
    scale: { min: scale.min, max: scale.max },
  };
});
