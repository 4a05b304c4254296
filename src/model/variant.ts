import { z } from 'zod';
import { LocalizedText } from './language.ts';
import { QuestionId } from './question.ts';
import { Rewording } from './rewording.ts';

/** One wording of several that are compared (A/B). Only texts differ: the question and its scale stay the same. */
export const Variant = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'expected a name of small letters a–z, digits, "-" and "_"')
    .meta({
      description: 'The name of the variant, kept with every invitation that has it.',
      examples: ['short'],
    }),
  weight: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .meta({ description: 'How many people get it, in proportion to the other weights.', examples: [1] }),
  questions: z
    .record(QuestionId, Rewording)
    .default({})
    .meta({
      description: 'Other words of questions, by their id; what is not here stays as it is.',
      examples: [{ score: { text: { en: 'How was it?' } } }],
    }),
  thanks: LocalizedText.optional().meta({
    description: 'Other thanks.',
    examples: [{ en: 'Thanks!' }],
  }),
});
export type Variant = z.infer<typeof Variant>;
