import { readFile } from 'node:fs/promises';
import { DateTime, IANAZone } from 'luxon';
import { parse } from 'yaml';
import { z } from 'zod';
import { AfterwordError } from '../../model/errors.ts';

const KINDS = ['customer', 'purchase', 'subscription', 'trial', 'mention', 'answer'] as const;

const encoding = z.string().refine(
  (label) => {
    try {
      return new TextDecoder(label).encoding !== '';
    } catch {
      return false;
    }
  },
  { error: 'expected an encoding, such as utf-8, windows-1254, iso-8859-9 or utf-16le' },
);

/** Where a field of the fact comes from. */
const Column = z.strictObject({
  from: z.string().trim().min(1),
  /** What stands for "no answer" in this column, beside an empty cell. */
  blank: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  /** Other words for the values of this column. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Of times that are not ISO 8601: https://moment.github.io/luxon/#/parsing?id=table-of-tokens */
  format: z.string().min(1).optional(),
  zone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), { error: 'expected a time zone, such as Europe/Istanbul' })
    .optional(),
  decimal: z.enum(['.', ',']).default('.'),
});
export type Column = z.infer<typeof Column>;

/** A mapping file: what the rows of a file are, and which column is which field of a fact. */
export const Mapping = z.strictObject({
  kind: z.enum(KINDS),
  format: z.enum(['csv', 'jsonl']).optional(),
  encoding: encoding.optional(),
  delimiter: z.string().length(1).default(','),
  /** Each fact's id, with names of columns in braces: "sfo-2018-{RESPNUM}". {#} is the number of the record. */
  id: z.string().min(1),
  /** Fields that are the same in every row. */
  constants: z.record(z.string(), z.unknown()).default({}),
  /** By field of the fact; `segment.plan`, `attributes.plan` and `identities.email` reach within. */
  columns: z.record(
    z.string().min(1),
    z.union([
      z
        .string()
        .trim()
        .min(1)
        .transform((from) => Column.parse({ from })),
      Column,
    ]),
  ),
});
export type Mapping = z.infer<typeof Mapping>;

/** @throws AfterwordError AW_IMPORT with every fault of the file */
export async function loadMapping(file: string): Promise<Mapping> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AfterwordError('AW_IMPORT', `The mapping ${file} cannot be read (${error.code}).`);
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new AfterwordError('AW_IMPORT', `The mapping ${file} is no YAML: ${String(error).split('\n')[0]}`);
  }
  const parsed = Mapping.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new AfterwordError('AW_IMPORT', `The mapping ${file} has faults.`, { faults });
}

type Converted = { value: unknown } | { blank: string } | { fault: string };

const NUMBERS = new Set(['score', 'amount', 'scale.min', 'scale.max']);
const BOOLEANS = new Set(['referred', 'converted', 'negative', 'opened_case']);
const TIMES = new Set(['at', 'since', 'until', 'started_at', 'ended_at']);
const YES = /^(?:true|yes|y|1|evet|e)$/i;
const NO = /^(?:false|no|n|0|hayır|hayir|h)$/i;

/** One cell as a field of a fact. */
export function convert(field: string, column: Column, text: string): Converted {
  const trimmed = text.trim();
  if (trimmed === '') return { blank: 'blank' };
  if (column.blank.includes(trimmed)) return { blank: `blank ("${trimmed}" stands for no answer)` };
  const { values = {} } = column;
  if (Object.hasOwn(values, trimmed)) return { value: values[trimmed] };
  if (NUMBERS.has(field)) return numberOf(trimmed, column);
  if (BOOLEANS.has(field)) {
    if (YES.test(trimmed)) return { value: true };
    return NO.test(trimmed) ? { value: false } : { fault: `"${trimmed}" is neither yes nor no` };
  }
  return TIMES.has(field) ? timeOf(trimmed, column) : { value: trimmed };
}

function numberOf(text: string, { decimal }: Column): Converted {
  // A point is left out only where thousands are parted: "12.5" is no 125.
  const parted = decimal === ',' && /^[+-]?\d{1,3}(?:\.\d{3})+(?:,|$)/.test(text);
  const plain = decimal === ',' ? (parted ? text.replaceAll('.', '') : text).replace(',', '.') : text;
  if (decimal === ',' && !parted && text.includes('.')) return { fault: `"${text}" is not a number` };
  return /^[+-]?\d+(?:\.\d+)?$/.test(plain)
    ? { value: Number(plain) }
    : { fault: `"${text}" is not a number` };
}

/** Times without an offset are of the column's zone, or UTC. */
function timeOf(text: string, { format, zone = 'utc' }: Column): Converted {
  const time =
    format === undefined ? DateTime.fromISO(text, { zone }) : DateTime.fromFormat(text, format, { zone });
  if (time.isValid) return { value: time.toUTC().toISO() };
  const expected = format === undefined ? 'ISO 8601 (or set "format" of the column)' : format;
  return { fault: `"${text}" is not a time in the form ${expected}` };
}
