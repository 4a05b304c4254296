import type { Reading, ReadingContext } from '../model/reading.ts';
import type { Lexicons } from './compile.ts';
import { labelTyped } from './labels.ts';
import { readReply } from './read-reply.ts';

/** "1, 3", "1 3", "1 and 3": between numbers nearly everything parts. */
const NUMBERS =
  /^\D{0,3}\d{1,2}(?:[\s,،;/+&.-]{1,5}(?:(?:and|ve|und|y|et|и|و)\s{1,3})?\d{1,2}){0,20}\D{0,3}$/iu;
/** Between words only what parts a list; "and" is tried besides, because labels hold it as well. */
const LIST = /[,،;\n+]+/u;
const AND = /\s(?:and|ve|und|y|et|и|و|&)\s/iu;

/** No list of answers is as long, and every part is read by itself. */
const LONGEST = 300;

/**
 * Reads a reply to a question that takes several answers: numbers ("1, 3"), labels ("the price and the wait"), or one
 * answer as `readReply` reads it. A part that is no choice is kept as a comment beside those that are.
 */
export function readSeveral(raw: string, context: ReadingContext, lexicons: Lexicons): Reading {
  const whole = readReply(raw, context, lexicons);
  if (whole.kind === 'opt_out' || whole.kind === 'opt_in' || whole.kind === 'auto_reply') return whole;
  const text = raw.trim();
  if (text.length > LONGEST) return whole;
  const labels = context.labels ?? [];
  if (NUMBERS.test(text)) {
    const numbers = (text.match(/\d{1,2}/g) ?? []).map(Number);
    const values = numbers.map((n) => labels[n - 1]?.value);
    return values.every((value) => value !== undefined)
      ? several(values.map(String), context, null)
      : { kind: 'ambiguous', text };
  }
  const parts = partsOf(text, labels);
  if (parts.length < 2) return whole;
  const read = parts.map((part) => readReply(part, context, lexicons));
  const values = read.flatMap((reading) => (reading.kind === 'choice' ? [reading.value] : []));
  if (values.length === 0) return whole;
  const clean = read.every((reading) => reading.kind === 'choice' && reading.comment === null);
  return several(values, context, clean ? null : text);
}

/** The list as it was typed; a part with "and" is two, unless it is a label as it stands. */
const partsOf = (text: string, labels: NonNullable<ReadingContext['labels']>): string[] =>
  text
    .split(LIST)
    .flatMap((part) => (labelTyped(part, labels) === null ? part.split(AND) : [part]))
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Each once, in the order of the question. */
function several(
  values: readonly string[],
  { labels = [] }: ReadingContext,
  comment: string | null,
): Reading {
  const given = new Set(values);
  const ordered = labels.map(({ value }) => String(value)).filter((value) => given.has(value));
  return { kind: 'choices', values: ordered, comment };
}
