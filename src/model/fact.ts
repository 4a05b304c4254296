import { z } from 'zod';
import { Identity } from './contact.ts';
import { Instant } from './instant.ts';
import { scaleFault } from './metric-scale.ts';
import { instrument, Scale } from './scale.ts';
import { storableString } from './storable-text.ts';
import { SurveyMetric } from './template.ts';

const name = (most: number) => storableString().trim().min(1).max(most);
const id = name(200);
const Attributes = z.record(name(60), z.union([storableString().max(500), z.number(), z.boolean()]));
const CURRENCY = /^[A-Z]{3}$/;

/** A customer, and how to know them as the contact of a conversation. */
const CustomerFact = z.strictObject({
  kind: z.literal('customer'),
  id,
  since: Instant,
  /** When they were lost; without it they are still there. */
  until: Instant.optional(),
  attributes: Attributes.default({}),
  identities: z.array(Identity).max(50).default([]),
});

const PurchaseFact = z.strictObject({
  kind: z.literal('purchase'),
  id,
  customer: id,
  at: Instant,
  amount: z.number().min(-1e12).max(1e12),
  currency: z.string().regex(CURRENCY, 'expected three capital letters (ISO 4217), such as "TRY"'),
  /** It came by the recommendation of another customer. */
  referred: z.boolean().default(false),
});

const SubscriptionFact = z.strictObject({
  kind: z.literal('subscription'),
  id,
  customer: id,
  started_at: Instant,
  /** When it ended; without it, it runs. */
  ended_at: Instant.optional(),
});

const TrialFact = z.strictObject({
  kind: z.literal('trial'),
  id,
  customer: id.optional(),
  started_at: Instant,
  /** When it ended, or will; trials count in the period in which they end. */
  ended_at: Instant,
  converted: z.boolean(),
});

const MentionFact = z.strictObject({
  kind: z.literal('mention'),
  id,
  at: Instant,
  customer: id.optional(),
  /** The id of the mention that this one repeats. */
  repost_of: id.optional(),
  negative: z.boolean().default(false),
  opened_case: z.boolean().default(false),
});

/** An answer that was given elsewhere: another survey tool, a kiosk, paper. */
const AnswerFact = z.strictObject({
  kind: z.literal('answer'),
  id,
  at: Instant,
  metric: SurveyMetric,
  score: z.int('expected a whole number'),
  /** Without it 0 to 10 for NPS, 1 to 5 for CSAT and CES. */
  scale: Scale.optional(),
  customer: id.optional(),
  channel: name(40).optional(),
  template: name(200).optional(),
  variant: name(60).optional(),
  language: name(20).optional(),
  team: name(200).optional(),
  agent: name(200).optional(),
  /** By which figures are told apart, beside the attributes that are set for it. */
  segment: Attributes.default({}),
});
export type AnswerFact = z.infer<typeof AnswerFact>;

/** The scale that an answer from elsewhere is held to. */
export const scaleOfAnswer = ({ metric, scale }: Pick<AnswerFact, 'metric' | 'scale'>): Scale =>
  scale ?? {
    min: metric === 'nps' ? 0 : 1,
    max: metric === 'nps' ? 10 : 5,
    orientation: 'high_is_good',
  };

/** Under which instrument an answer from elsewhere is counted. */
export const instrumentOfAnswer = (fact: Pick<AnswerFact, 'metric' | 'scale'>): string =>
  instrument(fact.metric, scaleOfAnswer(fact));

const ENDS: Partial<Record<string, readonly [from: string, to: string]>> = {
  customer: ['since', 'until'],
  subscription: ['started_at', 'ended_at'],
  trial: ['started_at', 'ended_at'],
};

/** A business fact or an answer from elsewhere. The same kind and id again is the same fact: a correction if it differs. */
export const Fact = z
  .discriminatedUnion('kind', [
    CustomerFact,
    PurchaseFact,
    SubscriptionFact,
    TrialFact,
    MentionFact,
    AnswerFact,
  ])
  .superRefine((fact, context) => {
    const [from, to] = ENDS[fact.kind] ?? [];
    const record = fact as Record<string, unknown>;
    const [begin, end] = [record[from ?? ''], record[to ?? '']];
    if (begin instanceof Date && end instanceof Date && end < begin) {
      context.addIssue({ code: 'custom', path: [to ?? ''], message: `expected a time not before "${from}"` });
    }
    if (fact.kind !== 'answer') return;
    const scale = scaleOfAnswer(fact);
    const fault = scaleFault(fact.metric, scale);
    if (fault !== null) {
      context.addIssue({
        code: 'custom',
        path: ['scale', ...(fault.key === null ? [] : [fault.key])],
        message: `${fault.message}; expected ${fault.expected}`,
      });
    } else if (fact.score < scale.min || fact.score > scale.max) {
      context.addIssue({
        code: 'custom',
        path: ['score'],
        message: `${fact.score} is not on the scale from ${scale.min} to ${scale.max}`,
      });
    }
  });
export type Fact = z.infer<typeof Fact>;
