import { z } from 'zod';
import { Amount, Confidence, Count, Counts, listOf, oneOf } from '../input/fields.ts';
import type { Fault } from '../input/forms.ts';
import { checked, oneForm, sameLength } from '../input/forms.ts';
import { tallyScores } from '../input/histogram.ts';
import type { NpsFigure, NpsOptions } from '../nps.ts';
import { NPS_SCALE, nps, npsOfGroups } from '../nps.ts';
import type { NpsSample } from '../nps-difference.ts';
import { NPS_DIFFERENCE_METHODS, npsDifference } from '../nps-difference.ts';
import { NPS_METHODS } from '../statistics/nps-interval.ts';
import { weightedNps } from '../weighted-nps.ts';
import { line } from './line.ts';
import { countsByScore } from './scores.ts';

/** The answers of one NPS: single scores (of any kind: what is no score is rejected and counted), counts or groups. */
const answers = {
  scores: listOf(z.unknown()).optional(),
  weights: listOf(Amount).optional(),
  counts: Counts.optional(),
  promoters: Count.optional(),
  passives: Count.optional(),
  detractors: Count.optional(),
};
const Answers = z.strictObject(answers);
type Answers = z.infer<typeof Answers>;

const FORMS = [['scores'], ['counts'], ['promoters', 'passives', 'detractors']];

function check(input: Answers, fault: Fault): void {
  if (!oneForm(input, FORMS, fault)) return;
  if (Array.isArray(input.counts) && input.counts.length !== 11) {
    fault('counts', `expected 11 counts, for 0 to 10, got ${input.counts.length}`);
  }
  if (input.weights === undefined) return;
  if (input.scores === undefined) fault('weights', 'expected only beside scores');
  else sameLength(['scores', input.scores], ['weights', input.weights], fault);
}

/** The figure, and the counts that a difference rests on. */
function sample(input: Answers, options: NpsOptions): NpsSample & { figure: NpsFigure } {
  const { scores, weights } = input;
  if (scores !== undefined && weights !== undefined) {
    return weightedNps(
      scores.map((score, i) => [score, weights[i] ?? 0] as const),
      options,
    );
  }
  const figure = plain(input, options);
  return { figure, effective: { promoters: figure.promoters, detractors: figure.detractors, n: figure.n } };
}

function plain({ scores, counts, ...groups }: Answers, options: NpsOptions): NpsFigure {
  if (counts !== undefined) return nps(countsByScore(counts, NPS_SCALE.min), options);
  if (scores !== undefined) {
    const { histogram, rejected } = tallyScores(NPS_SCALE, scores);
    return { ...nps(histogram, options), rejected };
  }
  const { promoters = 0, passives = 0, detractors = 0 } = groups;
  return npsOfGroups({ promoters, passives, detractors }, 0, options);
}

export const npsLine = line(
  z
    .strictObject({ ...answers, method: oneOf(NPS_METHODS).optional(), confidence: Confidence })
    .superRefine(checked(check)),
  ({ method, confidence, ...input }) => sample(input, { method, confidence }).figure,
);

const Side = Answers.superRefine(checked(check));

export const npsDifferenceLine = line(
  z.strictObject({
    a: Side,
    b: Side,
    method: oneOf(NPS_DIFFERENCE_METHODS).optional(),
    confidence: Confidence,
  }),
  ({ a, b, method, confidence }) => {
    const [first, second] = [sample(a, {}), sample(b, {})];
    const side = ({ figure }: NpsSample): object => ({ value: figure.value, n: figure.n });
    return { ...npsDifference(first, second, method, confidence), a: side(first), b: side(second) };
  },
);
