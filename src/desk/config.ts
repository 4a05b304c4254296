import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseYamlSetting } from '../app/yaml-setting.ts';
import { Duration } from '../model/duration.ts';
import { AfterwordError, type Fault } from '../model/errors.ts';

const place = z
  .string()
  .regex(
    /^([CGDU][A-Z0-9]{2,30}|#[\p{L}\d._-]{1,80})$/u,
    'expected the id of a channel (C…) or its name ("#cx-scores")',
  );
const user = z.string().regex(/^[UW][A-Z0-9]{2,20}$/, 'expected the id of a Slack user (U…)');
const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as "09:00"');
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const day = z.enum(DAYS);
const zone = z
  .string()
  .refine(
    (name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC',
    'expected the name of a time zone, such as "Europe/Istanbul"',
  );

const Route = z.strictObject({
  team: oneOrMore.optional(),
  channel: oneOrMore.optional(),
  template: oneOrMore.optional(),
  to: place,
  /** Only bad scores. */
  quiet: z.boolean().default(false),
});

const Hours = z.strictObject({ days: z.array(day).min(1), from: time, to: time });

const Cases = z.strictObject({
  /** Where alerts go that no template sends elsewhere. */
  to: place.optional(),
  /** A bad score opens a case by itself; else only templates do (open_case). */
  on_bad_score: z.boolean().default(true),
  /** Until when somebody should have responded, in business hours. */
  respond_within: Duration.default(Duration.parse('2h')),
  hours: Hours.default({ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }),
  /** Who is called when nobody has responded by then. */
  lead: user.optional(),
  root_causes: z.array(z.string().min(1).max(75)).min(1).max(50).optional(),
});

const Digest = z.strictObject({
  to: place,
  team: z.string().optional(),
  every: z.enum(['day', 'week']),
  /** For weekly ones. */
  on: day.default('mon'),
  at: time.default('09:00'),
  timezone: zone.optional(),
});

/** The desk's file: who is told what, and where. */
const DeskConfig = z.strictObject({
  language: z.enum(['en', 'tr']).default('en'),
  timezone: zone.default('UTC'),
  /** The first that fits takes the card; a score that fits none is not shown. */
  cards: z.array(Route).default([]),
  /** Where admins are told of faulty templates; without it where alerts go, else the fallback. */
  admins: place.optional(),
  /** Where messages go whose channel was archived or deleted. */
  fallback: place.optional(),
  cases: Cases.prefault({}),
  /** Where it is told that figures moved, once a day. */
  alarms: z.strictObject({ to: place, at: time.default('08:00') }).optional(),
  digests: z.array(Digest).max(100).default([]),
  /** A conversation in the helpdesk; {id} stands for its id. */
  conversation_link: z.url({ protocol: /^https?$/ }).optional(),
  /** Who is who in the helpdesk: by it agents see their own figures. */
  agents: z
    .record(user, z.strictObject({ agent: z.string().min(1), team: z.string().min(1).optional() }))
    .default({}),
  leads: z.array(user).default([]),
  /** What agents who are no leads see besides their own figures. */
  agents_see: z.enum(['own', 'team', 'all']).default('team'),
});
export type DeskConfig = z.infer<typeof DeskConfig>;
export type DigestConfig = DeskConfig['digests'][number];
export { DAYS };

/**
 * Reads the desk's file.
 * @throws AfterwordError AW_DESK with every fault and its line
 */
export async function readDeskConfig(file: string): Promise<DeskConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AfterwordError('AW_DESK', `${file} cannot be read (${error.code}).`, { cause: error });
  });
  return parseDeskConfig(text, file);
}

/** As `readDeskConfig`, of a text. */
export const parseDeskConfig = (text: string, file: string): DeskConfig =>
  parseYamlSetting(text, file, DeskConfig, (faults) => faulty(file, faults));

const faulty = (file: string, faults: readonly Fault[]): AfterwordError =>
  new AfterwordError('AW_DESK', `The desk's file ${file} has faults.`, { faults });
