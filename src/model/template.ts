import { z } from 'zod';
import { ClosedBy } from './conversation.ts';
import { Duration } from './duration.ts';
import { Language, LocalizedText } from './language.ts';
import { Scale } from './scale.ts';

const Name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'expected a name of a–z, 0–9, "-" and "_"');

/** The survey metrics a template may ask for. */
export const SurveyMetric = z.enum(['csat', 'ces', 'nps']);
export type SurveyMetric = z.infer<typeof SurveyMetric>;

/** A condition in the small expression language; parsed and checked when the template is loaded. */
const Condition = z.string().trim().min(1).max(500);

/** Where the dialogue goes when a condition holds; `end` ends it with the thanks. */
const Branch = z.strictObject({ if: Condition.optional(), go: Name });

const questionBase = {
  id: Name,
  text: LocalizedText,
  /** Tried in order; the first that holds is taken. Without one that holds: the next question of the main line. */
  next: z.array(Branch).optional(),
};

const ScaleQuestion = z.strictObject({
  ...questionBase,
  type: z.literal('scale'),
  scale: Scale,
  labels: z
    .record(z.string().regex(/^\d{1,3}$/, 'expected a number of the scale'), LocalizedText)
    .default({}),
});

const ChoiceQuestion = z.strictObject({
  ...questionBase,
  type: z.literal('choice'),
  choices: z
    .array(z.strictObject({ value: Name, label: LocalizedText }))
    .min(2)
    .max(10),
});

const TextQuestion = z.strictObject({ ...questionBase, type: z.literal('text') });

export const Question = z.discriminatedUnion('type', [ScaleQuestion, ChoiceQuestion, TextQuestion]);
export type Question = z.infer<typeof Question>;
export type ScaleQuestion = z.infer<typeof ScaleQuestion>;

/** What is done once the answers are in, where the condition holds. */
const Action = z.strictObject({
  if: Condition.optional(),
  open_case: z.boolean().optional(),
  alert: z.string().min(1).max(200).optional(),
});
export type Action = z.infer<typeof Action>;

/**
 * One survey as an admin writes it in YAML. Strict: an unknown key is an error. References between the parts
 * (branches to questions, labels to the scale) are checked by `templates/`, which knows lines and columns.
 */
export const Template = z.strictObject({
  id: Name,
  metric: SurveyMetric,
  languages: z.array(Language).min(1),
  /** Among templates that fit, the one with the higher number is taken; ties go by id. */
  priority: z.int().min(0).max(1000).default(0),
  when: z
    .strictObject({
      channels: z.array(z.string().min(1)).min(1).optional(),
      tags: z
        .strictObject({
          any: z.array(z.string()).optional(),
          all: z.array(z.string()).optional(),
          none: z.array(z.string()).optional(),
        })
        .optional(),
      min_customer_messages: z.int().min(0).optional(),
      closed_by: z.array(ClosedBy).min(1).optional(),
    })
    .prefault({}),
  ask: z
    .strictObject({
      delay: Duration.prefault('45s'),
      expires_after: Duration.prefault('20h'),
      cool_down: z.strictObject({ same_metric: Duration.optional(), any: Duration.optional() }).prefault({}),
      /** Share of contacts that are asked, stable by contact: the same person is always in or always out. */
      sample: z
        .string()
        .regex(/^(100|\d{1,2})(\.\d+)?%$/, 'expected a share such as "25%"')
        .prefault('100%')
        .transform((text) => Number.parseFloat(text) / 100),
      remind_after: Duration.nullable().prefault(null),
    })
    .prefault({}),
  questions: z.array(Question).min(1).max(10),
  thanks: LocalizedText,
  actions: z.array(Action).default([]),
});
export type Template = z.infer<typeof Template>;

/** A template as it is in force: its content and the version that invitations remember. */
export interface TemplateVersion {
  template: Template;
  /** SHA-256 of the parsed content, hex: the same content has the same version. */
  version: string;
}
