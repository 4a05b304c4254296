import { z } from 'zod';

/** Every metric that the engine has figures of. */
export const METRICS = [
  'csat',
  'ces',
  'nps',
  'response_rate',
  'aht',
  'resolution_time',
  'first_response_time',
  'fcr',
  'clv',
  'crr',
  'churn',
  'survival',
  'referral_rate',
  'trial_to_paid',
  'social_monitoring',
] as const;
export const MetricName = z.enum(METRICS);
export type MetricName = z.infer<typeof MetricName>;

/** What one point of a line stands for. */
export const SERIES_SIZES = ['day', 'week', 'month'] as const;
export type SeriesSize = (typeof SERIES_SIZES)[number];

const Id = z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/, 'expected lower-case letters, digits and hyphens');
const Text = z.record(z.string().min(2).max(20), z.string().min(1).max(500));
const Tags = z.array(z.string().min(1).max(100)).max(50).default([]);
const ids = { id: Id, name: Text, metrics: z.array(MetricName).min(1) };

const FirstContact = z.strictObject({
  rule: z.enum(['gross', 'net', 'ticket']).default('gross'),
  window_days: z.int().min(1).max(365).default(7),
  count_abandoned: z.boolean().default(false),
  count_misrouted: z.boolean().default(false),
  tags: z
    .strictObject({ unresolvable: Tags, abandoned: Tags, misrouted: Tags })
    .default({ unresolvable: [], abandoned: [], misrouted: [] }),
});

const Alarms = z.strictObject({
  false_discovery_rate: z.number().gt(0).max(0.5).default(0.05),
  days: z.int().min(7).max(90).default(14),
  baseline_days: z.int().min(14).max(366).default(56),
});

/** What may stand only once: a second one would never be looked at. */
function once(
  names: readonly (readonly [path: readonly PropertyKey[], name: string])[],
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>();
  for (const [path, name] of names) {
    if (seen.has(name))
      context.addIssue({ code: 'custom', path: [...path], message: `"${name}" is there twice` });
    seen.add(name);
  }
}

/** `measurement.yaml`: segments, rules of first contact, alarms, stages of the customer's way, and the KPI plan. */
export const Measurement = z
  .strictObject({
    segments: z.array(z.string().min(1).max(60)).max(8).default([]),
    margin: z.number().min(0).max(1).optional(),
    first_contact: FirstContact.default(FirstContact.parse({})),
    alarms: Alarms.default(Alarms.parse({})),
    stages: z.array(z.strictObject({ ...ids, templates: z.array(Id).default([]) })).default([]),
    goals: z.array(z.strictObject({ ...ids, advice: Text })).default([]),
  })
  .superRefine(({ segments, stages, goals }, context) => {
    once(
      segments.map((name, i) => [['segments', i], name] as const),
      context,
    );
    once(
      stages.map(({ id }, i) => [['stages', i, 'id'], id] as const),
      context,
    );
    once(
      goals.map(({ id }, i) => [['goals', i, 'id'], id] as const),
      context,
    );
    const templates = stages.flatMap((stage, i) =>
      stage.templates.map((name, j) => [['stages', i, 'templates', j], name] as const),
    );
    once(templates, context);
  });
export type Measurement = z.infer<typeof Measurement>;

/** Bits that a contact is kept with; the triggers of migration 0005 read them. */
const MARKS = { unresolvable: 1, abandoned: 2, misrouted: 4 } as const;

/** What the tags of a conversation say about it, by the setting. */
export function marksOf({ first_contact: { tags: named } }: Measurement, tags: readonly string[]): number {
  return (Object.keys(MARKS) as (keyof typeof MARKS)[])
    .filter((mark) => named[mark].some((tag) => tags.includes(tag)))
    .reduce((bits, mark) => bits + MARKS[mark], 0);
}
