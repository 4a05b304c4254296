import { z } from 'zod';

/** Which end is good. CES 1.0 asks for effort, where a low number is the good one. */
export const Orientation = z.enum(['high_is_good', 'low_is_good']);
export type Orientation = z.infer<typeof Orientation>;

/**
 * An integer scale as one question asks it. "Good" answers belong to the scale and are never hard-coded:
 * a CSAT of 1–7 or of two thumbs says its own.
 */
export const Scale = z
  .strictObject({
    min: z.int().min(0).max(100).meta({ description: 'The lowest answer.' }),
    max: z.int().min(1).max(100).meta({ description: 'The highest answer.' }),
    good: z
      .array(z.int())
      .optional()
      .meta({
        description: 'Answers that count as good. Default: what the metric counts.',
        examples: [[4, 5]],
      }),
    bad: z
      .array(z.int())
      .optional()
      .meta({
        description: 'Answers that count as bad. Default: what the metric counts.',
        examples: [[1, 2]],
      }),
    orientation: Orientation.default('high_is_good').meta({ description: 'Which end of the scale is good.' }),
  })
  .refine((scale) => scale.max > scale.min, { error: 'expected max above min', path: ['max'] })
  .refine((scale) => scale.max - scale.min <= 10, {
    error: 'expected at most 11 answers: more do not fit any chat',
    path: ['max'],
  })
  .refine(
    (scale) => [...(scale.good ?? []), ...(scale.bad ?? [])].every((n) => n >= scale.min && n <= scale.max),
    {
      error: 'expected good and bad answers on the scale',
      path: ['good'],
    },
  );
export type Scale = z.infer<typeof Scale>;

/** Every answer of the scale, from min to max. */
export const scalePoints = (scale: Pick<Scale, 'min' | 'max'>): number[] =>
  Array.from({ length: scale.max - scale.min + 1 }, (_, i) => scale.min + i);

/** The good answers of a CSAT on 1–5 that names none of its own. */
const CSAT_GOOD = [4, 5];

/**
 * The instrument's name, as stored beside each score: answers of different instruments are never pooled. It holds all
 * that a figure depends on: `csat:1-5:high_is_good:4,5`, `nps:0-10:high_is_good`.
 */
export function instrument(metric: string, scale: Scale): string {
  const name = `${metric}:${scale.min}-${scale.max}:${scale.orientation}`;
  const good = scale.good ?? (metric === 'csat' && scale.min === 1 && scale.max === 5 ? CSAT_GOOD : null);
  return metric === 'csat' && good !== null ? `${name}:${[...good].sort((a, b) => a - b).join(',')}` : name;
}

/** The scale that an instrument's name stands for; null when the name is not one of ours. */
export function scaleOfInstrument(name: string): Scale | null {
  const match = /^[a-z]+:(\d+)-(\d+):(high_is_good|low_is_good)(?::([\d,]+))?$/.exec(name);
  if (match === null) return null;
  const [, min, max, orientation, good] = match;
  const parsed = Scale.safeParse({
    min: Number(min),
    max: Number(max),
    orientation,
    ...(good === undefined ? {} : { good: good.split(',').map(Number) }),
  });
  return parsed.success ? parsed.data : null;
}
