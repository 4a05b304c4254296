import { z } from 'zod';

/** A number that says what it should have been; NaN, Infinity and values below `least` are refused. */
const number = (expected: string): z.ZodNumber => z.number({ error: (issue) => got(expected, issue.input) });

const got = (expected: string, input: unknown): string =>
  input === undefined ? `missing: expected ${expected}` : `expected ${expected}, got ${shown(input)}`;

/** A value as it may stand in a message: short, and no customer's words beyond a few letters. */
function shown(input: unknown): string {
  if (typeof input === 'string') return JSON.stringify(input.length > 20 ? `${input.slice(0, 20)}…` : input);
  if (Array.isArray(input)) return `an array of ${input.length}`;
  return typeof input === 'object' && input !== null ? 'an object' : String(input);
}

const refuse = (expected: string) => ({ error: (issue: { input?: unknown }) => got(expected, issue.input) });

const WHOLE = 'a whole number, 0 or more';

/** How many of something there are. */
export const Count = number(WHOLE).int(refuse(WHOLE)).min(0, refuse(WHOLE)).max(Number.MAX_SAFE_INTEGER);

const AMOUNT = 'a number, 0 or more';

/** How much of something there is: seconds, money, weights. */
export const Amount = number(AMOUNT).min(0, refuse(AMOUNT));

const POSITIVE = 'a number above 0';
export const Positive = number(POSITIVE).gt(0, refuse(POSITIVE));

/** Any finite number. */
export const Real = number('a finite number');

const SHARE = 'a share from 0 to 1';
export const Share = number(SHARE).min(0, refuse(SHARE)).max(1, refuse(SHARE));

const CONFIDENCE = 'a confidence above 0 and below 1, such as 0.95';

/** Nominal coverage. Nearer to 1 than nine nines no quantile has its digits. */
export const Confidence = number(CONFIDENCE)
  .gt(0, refuse(CONFIDENCE))
  .lt(1, refuse(CONFIDENCE))
  .max(0.999999999, refuse('a confidence of at most 0.999999999'))
  .optional();

/** One of some words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, refuse(`one of ${words.join(', ')}`));

/** A list of at least so many. */
export const listOf = <T extends z.ZodType>(of: T, least = 0) =>
  z.array(of, refuse('an array')).min(least, refuse(`an array of at least ${least === 1 ? 'one' : least}`));

/** The one key that a record leaves out without a word: answers would be missing that nobody told of. */
const UNREADABLE = '__proto__';

/** How often each score came: an array in the order of the scale, or an object keyed by score. */
export const Counts = z
  .unknown()
  .superRefine((counts, context) => {
    if (typeof counts !== 'object' || counts === null || !Object.hasOwn(counts, UNREADABLE)) return;
    context.addIssue({ code: 'custom', path: [UNREADABLE], message: 'expected a score' });
  })
  .pipe(
    z.union([z.array(Count), z.record(z.string(), Count)], {
      error: (issue) =>
        got('an array of counts in the order of the scale, or an object keyed by score', issue.input),
    }),
  );
export type Counts = z.infer<typeof Counts>;
