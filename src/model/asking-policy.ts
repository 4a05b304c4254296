import { z } from 'zod';
import { CHANNEL_NAMES } from './channel-names.ts';
import { Duration } from './duration.ts';

/** A time of day, "HH:MM"; parsed to minutes after midnight. */
const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as "21:00"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** A time zone of the IANA database that this runtime knows. */
export const TimeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, 'expected a time zone such as "Europe/Istanbul"');

/** A country as two capital letters (ISO 3166-1). */
export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'expected a country as two capital letters, such as "DE"')
  // "UK" is a habit and no code: rules of it would hold for nobody.
  .refine((code) => new Intl.Locale(`und-${code}`).region === code, {
    error: ({ input }) =>
      `expected the country's own code, "${new Intl.Locale(`und-${String(input)}`).region}"`,
    when: ({ value }) => typeof value === 'string' && /^[A-Z]{2}$/.test(value),
  });

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const QuietHours = z
  .strictObject({
    from: TimeOfDay.meta({
      description: 'Their first minute, in the time of the recipient.',
      examples: ['21:00'],
    }),
    to: TimeOfDay.meta({
      description: 'The minute at which asking is allowed again; may lie on the next day.',
      examples: ['09:00'],
    }),
  })
  .nullable();

const BusinessDays = z
  .strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .prefault(['mon', 'tue', 'wed', 'thu', 'fri'])
      .meta({
        description: 'Days on which people are asked.',
        examples: [['mon', 'tue', 'wed', 'thu', 'fri']],
      }),
    holidays: z
      .array(z.iso.date({ error: 'expected a day such as "2027-01-01"' }))
      .max(1000)
      .prefault([])
      .meta({ description: 'Days on which nobody is asked.', examples: [['2027-01-01']] }),
  })
  .nullable();

const quietHours = {
  description:
    'Nobody is asked or reminded in these hours of their own day; what falls into them waits. null: none.',
  examples: [{ from: '21:00', to: '09:00' }],
};
const businessDays = {
  description: 'Questions go out on these days only; what falls on another waits. null: on all days.',
  examples: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
};

/** What one country has otherwise than the rest. */
const CountryRules = z.strictObject({
  consent: z
    .array(z.enum(['all', ...CHANNEL_NAMES]))
    .prefault([])
    .meta({
      description: 'Channels on which a person is asked only with a recorded consent; "all" is every one.',
      examples: [['email']],
    }),
  quiet_hours: QuietHours.optional().meta(quietHours),
  business_days: BusinessDays.optional().meta(businessDays),
});

const most = (period: string) =>
  z
    .number()
    .positive()
    .max(1000)
    .optional()
    .meta({
      description: `How much a person may be asked in any ${period}. Default: no limit.`,
      examples: [2],
    });

const weight = (what: string) =>
  z
    .number()
    .min(0)
    .max(100)
    .prefault(1)
    .meta({ description: `What a survey that was ${what} counts towards the caps.`, examples: [1] });

/**
 * What holds for everybody, whatever a template says: `rules/asking.yaml` in the folder of templates. Without that file
 * the defaults here hold. Durations are milliseconds, times of day minutes after midnight.
 */
export const AskingPolicy = z.strictObject({
  floor: Duration.prefault('24h').meta({
    description:
      'The least time between two surveys to one person, over all channels, metrics and handles. No template goes below it.',
    examples: ['24h'],
  }),
  caps: z
    .strictObject({ day: most('24 hours'), week: most('7 days'), year: most('365 days') })
    .prefault({})
    .meta({ description: 'Most surveys for one person.', examples: [{ week: 2, year: 12 }] }),
  weights: z
    .strictObject({ asked: weight('asked and not answered'), answered: weight('answered') })
    .prefault({})
    .meta({
      description: 'How much surveys count towards the caps.',
      examples: [{ asked: 1, answered: 0.5 }],
    }),
  quiet_hours: QuietHours.prefault(null).meta(quietHours),
  business_days: BusinessDays.prefault(null).meta(businessDays),
  time_zone: TimeZone.prefault('UTC').meta({
    description:
      'The zone of people whose own is not known from their contact (attribute time_zone), country or phone number.',
    examples: ['Europe/Istanbul'],
  }),
  country: Country.nullable()
    .prefault(null)
    .meta({ description: 'The country of people whose own is not known. null: none.', examples: ['TR'] }),
  hold_until_quiet: Duration.prefault('2m').meta({
    description: 'A customer who writes after the close is not asked until so long after the last message.',
    examples: ['2m'],
  }),
  window_margin: Duration.prefault('10m').meta({
    description: 'How long before the free-text window of a channel closes a survey is over.',
    examples: ['10m'],
  }),
  spam_tags: z
    .array(z.string().trim().min(1).max(100))
    .prefault(['spam'])
    .meta({
      description: 'Conversations with one of these tags are never asked about.',
      examples: [['spam']],
    }),
  countries: z
    .record(Country, CountryRules)
    .prefault({})
    .meta({
      description: 'What holds otherwise for people of a country.',
      examples: [{ DE: { consent: ['email'] } }],
    }),
});
export type AskingPolicy = z.infer<typeof AskingPolicy>;

/** What holds where there is no `rules/asking.yaml`. */
export const DEFAULT_ASKING_POLICY: AskingPolicy = AskingPolicy.parse({});
