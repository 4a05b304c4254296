import { z } from 'zod';
import { Duration } from '../model/duration.ts';
import { Language } from '../model/language.ts';
import { Scale } from '../model/scale.ts';
import { SurveyMetric } from '../model/template.ts';
import type { Path } from './fault.ts';

/**
 * As much of a template as could be understood, however wrong the rest is: so that one run finds all faults, those
 * between the parts too. What does not fit is undefined here and is named by the schema.
 */
const text = z.string().optional().catch(undefined);
const Texts = z.record(z.string(), z.unknown()).optional().catch(undefined);
export type Texts = z.infer<typeof Texts>;

const listOf = <T extends z.ZodType>(item: T) => z.array(item).catch([]);

const Branch = z.object({ if: text, go: text }).catch({ if: undefined, go: undefined });
const Choice = z.object({ value: text, label: Texts }).catch({ value: undefined, label: undefined });

const Question = z
  .object({
    id: text,
    type: text,
    text: Texts,
    next: listOf(Branch).optional(),
    scale: Scale.optional().catch(undefined),
    labels: z.record(z.string(), Texts).optional().catch(undefined),
    choices: listOf(Choice).optional(),
  })
  .catch({ id: undefined, type: undefined, text: undefined });
export type OutlineQuestion = z.infer<typeof Question>;

const duration = Duration.optional().catch(undefined);

const OutlineSchema = z
  .object({
    metric: SurveyMetric.optional().catch(undefined),
    languages: listOf(Language.catch('')),
    ask: z.object({ expires_after: duration, remind_after: duration }).optional().catch(undefined),
    questions: listOf(Question),
    thanks: Texts,
    actions: listOf(z.object({ if: text }).catch({ if: undefined })),
  })
  .catch({ languages: [], questions: [], actions: [] });
export type Outline = z.infer<typeof OutlineSchema>;

/** Never fails: data that is no template at all has an empty outline. */
export const outlineOf = (data: unknown): Outline => OutlineSchema.parse(data);

/** Every text that customers see, with its place. */
export function textsOf(outline: Outline): { path: Path; texts: NonNullable<Texts> }[] {
  const all = outline.questions.flatMap((question, i) => [
    { path: ['questions', i, 'text'], texts: question.text },
    ...Object.entries(question.labels ?? {}).map(([point, texts]) => ({
      path: ['questions', i, 'labels', point],
      texts,
    })),
    ...(question.choices ?? []).map(({ label }, k) => ({
      path: ['questions', i, 'choices', k, 'label'],
      texts: label,
    })),
  ]);
  return [...all, { path: ['thanks'], texts: outline.thanks }].flatMap(({ path, texts }) =>
    texts === undefined ? [] : [{ path, texts }],
  );
}
