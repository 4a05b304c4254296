import { z } from 'zod';
import { LocalizedText } from './language.ts';
import { ChannelRewordings } from './rewording.ts';
import { Scale } from './scale.ts';

/** Words that mean something else in a condition or after `go`. */
const RESERVED: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'in',
  'true',
  'false',
  'null',
  'this',
  'end',
]);

/** A question's name, as conditions and branches use it: without "-", which conditions cannot read. */
export const QuestionId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'expected a name of small letters a–z, digits and "_", such as "reason"')
  .refine(
    (id) => !RESERVED.has(id),
    'expected another name: this word has a meaning of its own in conditions',
  );

/** A condition in the small expression language; parsed and checked when the template is loaded. */
export const ConditionText = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .meta({
    description:
      "A comparison of answers: score <= 2, reason == 'speed', score in [1, 2]; joined by and, or, not and parentheses.",
    examples: ['score <= 2', "reason == 'speed'"],
  });

const Branch = z.strictObject({
  if: ConditionText.optional(),
  go: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'expected the id of a question further down, or "end"')
    .meta({
      description: 'The id of a question further down in the file, or "end" to go to the thanks.',
      examples: ['reason', 'end'],
    }),
});

const text = LocalizedText.meta({
  description: 'What is asked, once for each language of the template.',
  examples: [{ en: 'How was it?' }],
});

const questionBase = {
  id: QuestionId.meta({
    description: 'The name of the question in conditions, branches and exports. Keep it once answers are in.',
    examples: ['score', 'reason'],
  }),
  text,
  next: z
    .array(Branch)
    .min(1)
    .optional()
    .meta({
      description:
        'Tried in order; the first branch whose "if" holds is taken. Without one that holds, the dialogue goes on with the next question below that no "go" names, and without such a one to the thanks.',
      examples: [[{ if: 'score <= 2', go: 'reason' }]],
    }),
  channels: ChannelRewordings,
};

const optional = z
  .boolean()
  .default(false)
  .meta({ description: 'true offers a button that passes the question by.', examples: [true] });

const ScaleQuestion = z.strictObject({
  ...questionBase,
  type: z.literal('scale'),
  scale: Scale.meta({
    description: 'The numbers that can be answered, which of them are good, and which end is good.',
    examples: [{ min: 1, max: 5 }],
  }),
  labels: z
    .record(z.string().regex(/^\d{1,3}$/, 'expected a number of the scale'), LocalizedText)
    .default({})
    .meta({
      description: 'What numbers mean in words; the two ends are enough.',
      examples: [{ 1: { en: 'Very unsatisfied' }, 5: { en: 'Very satisfied' } }],
    }),
});

const ChoiceQuestion = z.strictObject({
  ...questionBase,
  type: z.literal('choice'),
  optional,
  multiple: z
    .boolean()
    .default(false)
    .meta({
      description:
        'true takes several answers: each tap adds or takes away one, and a button says that it is all.',
      examples: [true],
    }),
  choices: z
    .array(
      z.strictObject({
        value: z
          .string()
          .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'expected a name of small letters a–z, digits, "-" and "_"')
          .meta({
            description: 'What is stored and used in conditions. Keep it once answers are in.',
            examples: ['speed'],
          }),
        label: LocalizedText.meta({
          description: 'What stands on the button.',
          examples: [{ en: 'It took too long' }],
        }),
      }),
    )
    .min(2)
    .max(10)
    .meta({ description: 'The answers that can be tapped, 2 to 10.' }),
});

const TextQuestion = z.strictObject({ ...questionBase, type: z.literal('text'), optional });

/** One question of a template. */
export const Question = z.discriminatedUnion('type', [ScaleQuestion, ChoiceQuestion, TextQuestion]);
export type Question = z.infer<typeof Question>;
export type ScaleQuestion = z.infer<typeof ScaleQuestion>;
export type ChoiceQuestion = z.infer<typeof ChoiceQuestion>;

/**
 * Whether it is a scale of two whose answers have words ("Yes", "No"): those stand on the buttons, because 1 and 2 would
 * have to be looked up.
 */
export const isAskedInWords = (question: Question): boolean =>
  question.type === 'scale' &&
  question.scale.min === 1 &&
  question.scale.max === 2 &&
  question.labels['1'] !== undefined &&
  question.labels['2'] !== undefined;

/** Whether it is a choice that takes several answers. */
export const takesSeveral = (question: Question): question is ChoiceQuestion & { multiple: true } =>
  question.type === 'choice' && question.multiple;
