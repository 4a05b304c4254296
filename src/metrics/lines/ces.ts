import { z } from 'zod';
import { ces } from '../ces.ts';
import { checked } from '../input/forms.ts';
import { line } from './line.ts';
import type { Ends } from './scores.ts';
import { checkAnswers, scoreFields, tallyOf } from './scores.ts';

/** Agreement that it was easy, 1–5. */
const DEFAULT_SCALE: Ends = { min: 1, max: 5 };

export const cesLine = line(
  z
    .strictObject(scoreFields)
    .superRefine(checked((input, fault) => checkAnswers(input, input.scale ?? DEFAULT_SCALE, fault))),
  ({ scale = DEFAULT_SCALE, orientation, confidence, ...answers }) => {
    const { histogram, rejected } = tallyOf(answers, scale);
    return { ...ces(histogram, { ...scale, orientation }, { confidence }), rejected, scale };
  },
);
