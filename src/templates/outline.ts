import { z } from 'zod';
import { Duration } from '../model/duration.ts';
import { Language } from '../model/language.ts';
import { Scale } from '../model/scale.ts';
import { SurveyMetric } from '../model/template.ts';

/**
 * As much of a template as could be understood, however wrong the rest is: so that one run finds all faults, those
 * between the parts too. What does not fit is undefined here and is named by the schema.
 */
const text = z.string().optional().catch(undefined);
const Texts = z.record(z.string(), z.unknown()).optional().catch(undefined);
export type Texts = z.infer<typeof Texts>;

const listOf = <T extends z.ZodType>(item: T) => z.array(item).catch([]);
const recordOf = <T extends z.ZodType>(item: T) => z.record(z.string(), item).optional().catch(undefined);

const Branch = z.object({ if: text, go: text }).catch({ if: undefined, go: undefined });
const Choice = z.object({ value: text, label: Texts }).catch({ value: undefined, label: undefined });

const Rewording = z.object({ text: Texts, labels: recordOf(Texts) }).catch({ text: undefined });
export type OutlineRewording = z.infer<typeof Rewording>;

const Question = z
  .object({
    id: text,
    type: text,
    text: Texts,
    next: listOf(Branch).optional(),
    scale: Scale.optional().catch(undefined),
    labels: recordOf(Texts),
    choices: listOf(Choice).optional(),
    channels: recordOf(Rewording),
  })
  .catch({ id: undefined, type: undefined, text: undefined });
export type OutlineQuestion = z.infer<typeof Question>;

const Action = z
  .object({ if: text, review: z.object({ text: Texts }).optional().catch(undefined) })
  .catch({ if: undefined });

const Variant = z
  .object({ id: text, questions: recordOf(Rewording), thanks: Texts })
  .catch({ id: undefined, thanks: undefined });

const duration = Duration.optional().catch(undefined);

const OutlineSchema = z
  .object({
    metric: SurveyMetric.optional().catch(undefined),
    languages: listOf(Language.catch('')),
    when: z
      .object({ channels: listOf(text).optional(), contact: text })
      .optional()
      .catch(undefined),
    ask: z.object({ expires_after: duration, remind_after: duration }).optional().catch(undefined),
    questions: listOf(Question),
    thanks: Texts,
    actions: listOf(Action),
    variants: listOf(Variant),
  })
  .catch({ languages: [], questions: [], actions: [], variants: [] });
export type Outline = z.infer<typeof OutlineSchema>;

/** Never fails: data that is no template at all has an empty outline. */
export const outlineOf = (data: unknown): Outline => OutlineSchema.parse(data);
