import { z } from 'zod';
import { Action } from './action.ts';
import { ChannelName } from './channel-names.ts';
import { ClosedBy } from './conversation.ts';
import { Duration } from './duration.ts';
import { Language, LocalizedText } from './language.ts';
import { Question } from './question.ts';
import { Variant } from './variant.ts';

export { Action } from './action.ts';
export { Question } from './question.ts';

/** The survey metrics a template may ask for. */
export const SurveyMetric = z.enum(['csat', 'ces', 'nps']);
export type SurveyMetric = z.infer<typeof SurveyMetric>;

const Tags = z.array(z.string().trim().min(1).max(100)).min(1).optional();

const When = z
  .strictObject({
    channels: z
      .array(ChannelName)
      .min(1)
      .optional()
      .meta({
        description: 'Only conversations of these channels. Default: all.',
        examples: [['telegram', 'web-chat']],
      }),
    tags: z
      .strictObject({
        any: Tags.meta({ description: 'At least one of these tags is there.', examples: [['support']] }),
        all: Tags.meta({ description: 'All of these tags are there.', examples: [['support', 'vip']] }),
        none: Tags.meta({ description: 'None of these tags is there.', examples: [['spam']] }),
      })
      .optional()
      .meta({
        description: 'Only conversations with such tags. Default: all.',
        examples: [{ any: ['support'] }],
      }),
    min_customer_messages: z
      .int()
      .min(0)
      .optional()
      .meta({
        description: 'Only when the customer wrote at least so many messages. Default: any.',
        examples: [1],
      }),
    closed_by: z
      .array(ClosedBy)
      .min(1)
      .optional()
      .meta({
        description: 'Only when one of these ended the conversation. Default: any.',
        examples: [['agent']],
      }),
    journey_step: Tags.meta({
      description:
        "Only at one of these steps of the customer's journey, as the helpdesk tells it. Default: any.",
      examples: [['onboarding']],
    }),
    contact: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .optional()
      .meta({
        description:
          'Only people for whom this holds: a condition over the attributes of the contact. Default: all.',
        examples: ["contact.plan == 'pro'"],
      }),
    min_days_since_first_seen: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .meta({
        description: 'Only people who have been customers for so many days. Default: any.',
        examples: [90],
      }),
  })
  .prefault({})
  .meta({ description: 'Which conversations this template is meant for. Default: all.' });

const Ask = z
  .strictObject({
    delay: Duration.prefault('45s').meta({
      description:
        'How long after the close the question is asked; a conversation that is reopened meanwhile is not asked.',
      examples: ['45s'],
    }),
    expires_after: Duration.prefault('20h').meta({
      description:
        'How long answers are taken, from the moment of asking. Stay below 24h where WhatsApp is used.',
      examples: ['20h'],
    }),
    cool_down: z
      .strictObject({
        same_metric: Duration.optional().meta({
          description: 'Pause for a person after a survey of the same metric. Default: none.',
          examples: ['30d'],
        }),
        any: Duration.optional().meta({
          description: 'Pause for a person after any survey. Default: none.',
          examples: ['24h'],
        }),
      })
      .prefault({})
      .meta({ description: 'Pauses between surveys for one person.', examples: [{ any: '24h' }] }),
    sample: z
      .string()
      .regex(/^(100|\d{1,2}(\.\d{1,3})?)%$/, 'expected a share such as "25%"')
      .prefault('100%')
      .transform((text) => Number.parseFloat(text) / 100)
      .meta({
        description:
          'Share of people who are asked, stable by person: the same one is always in or always out.',
        examples: ['25%'],
      }),
    remind_after: Duration.nullable()
      .prefault(null)
      .meta({ description: 'When to remind once; null never reminds.', examples: ['4h'] }),
  })
  .prefault({})
  .meta({ description: 'When the question is asked, and how often.', examples: [{ delay: '45s' }] });

/**
 * One survey as an admin writes it in YAML. Strict: an unknown key is an error. References between the parts
 * (branches to questions, labels to the scale) are checked by `src/templates/`, which knows lines and columns.
 * Descriptions and examples here are what editors show and what messages say was expected.
 */
export const Template = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, 'expected a name of small letters a–z, digits, "-" and "_"')
    .meta({
      description: 'The name of the template, one of a kind. Keep it once answers are in.',
      examples: ['csat-after-support'],
    }),
  metric: SurveyMetric.meta({ description: 'Which metric the first question measures.', examples: ['csat'] }),
  languages: z
    .array(Language)
    .min(1)
    .meta({
      description: 'Languages of the texts; the first is taken for customers of any other language.',
      examples: [['tr', 'en']],
    }),
  priority: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .meta({
      description: 'Among templates that fit a conversation, the highest number is asked; ties go by id.',
      examples: [10],
    }),
  when: When,
  ask: Ask,
  questions: z
    .array(Question)
    .min(1)
    .max(10)
    .meta({ description: 'The questions; the first one is the scale of the metric.' }),
  thanks: LocalizedText.meta({ description: 'Said at the end.', examples: [{ en: 'Thank you!' }] }),
  actions: z
    .array(Action)
    .default([])
    .meta({
      description: 'What is done when answers are in; each once, as soon as its condition holds.',
      examples: [[{ if: 'score <= 2', open_case: true }]],
    }),
  variants: z
    .array(Variant)
    .min(2)
    .max(10)
    .optional()
    .meta({
      description:
        'Wordings that are compared (A/B): each person gets one of them, always the same. Without them: the words above.',
      examples: [[{ id: 'usual' }, { id: 'short', thanks: { en: 'Thanks!' } }]],
    }),
});
export type Template = z.infer<typeof Template>;

/**
 * What `defaults.yaml` may give to all templates of its folder: each key stands for a template that does not write it.
 * Under `when` and `ask` single keys are filled in; everything else is taken or replaced as a whole.
 */
export const TemplateDefaults = z.strictObject({
  languages: Template.shape.languages.optional(),
  priority: Template.shape.priority,
  when: When,
  ask: Ask,
  thanks: Template.shape.thanks.optional().meta({
    description: 'Said at the end, in any language: a template takes those that it speaks.',
    examples: [{ en: 'Thank you!' }],
  }),
});

/** A template as it is in force: its content and the version that invitations remember. */
export interface TemplateVersion {
  template: Template;
  /** SHA-256 of the parsed content, hex: the same content has the same version. */
  version: string;
}
