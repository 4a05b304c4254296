import { createHash } from 'node:crypto';
import { z } from 'zod';
import { storable } from '../model/storable-text.ts';

/**
 * How helpdesks write the same things: ids as numbers or texts, times in seconds, milliseconds or words. A field that is
 * not as expected is as good as missing: one that must be there is then found to be missing by who needs it.
 */

const lenient = <T>(read: (value: unknown) => T | undefined) =>
  z.unknown().transform((value): T | undefined => read(value));

/** A text without what cannot be kept, or undefined for an empty one. Numbers count as texts. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  return storable(value).trim() || undefined;
}

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2100, 0, 1);
/** Seconds of the year 2100 are milliseconds of February 1970. */
const SECONDS_UP_TO = LAST / 1000;

/** "2026-11-22T09:20:00Z", "2026-11-22 09:20:00 UTC", "2026-11-22 09:20:00" (UTC), "…+03:00". */
const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** Seconds or milliseconds since 1970, as number or text, or ISO 8601; only of our days. */
export function instantOf(value: unknown): Date | undefined {
  const time = typeof value === 'number' ? fromNumber(value) : fromText(textOf(value));
  return time >= FIRST && time < LAST ? new Date(time) : undefined;
}

const fromNumber = (value: number): number =>
  Math.round(Math.abs(value) < SECONDS_UP_TO ? value * 1000 : value);

function fromText(text = ''): number {
  if (/^\d{1,14}(\.\d{1,9})?$/.test(text)) return fromNumber(Number(text));
  const [, day, time, zone = 'Z'] = WRITTEN.exec(text) ?? [];
  return Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
}

/** Ids stand in indexes, paths and keys: a longer one than any helpdesk's is cut, and the same way wherever it comes. */
export const idOf = (value: unknown): string | undefined => textOf(value)?.slice(0, 200).toWellFormed();

export const Text = lenient(textOf).optional();
/** Written as a number by some, as a text by others; a text here. */
export const Id = lenient(idOf).optional();
export const Time = lenient(instantOf).optional();
export const Texts = lenient((value) =>
  Array.isArray(value) ? value.map(textOf).filter((one) => one !== undefined) : undefined,
).optional();

/** An object with these fields, each of which copes with being missing; anything else is an empty one. */
export const fields = <S extends z.ZodRawShape>(shape: S) => {
  const schema = z.object(shape);
  const names = Object.keys(shape);
  return z.unknown().transform((value) => {
    const given = isObject(value) ? value : {};
    return schema.parse(Object.fromEntries(names.map((name) => [name, given[name]])));
  });
};

/** A list of these; anything else is an empty one. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .unknown()
    .transform((value): z.output<T>[] => (Array.isArray(value) ? value.map((one) => item.parse(one)) : []));

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id for a delivery that brings none: the same bytes are the same delivery. */
export const contentId = (body: Uint8Array | string): string =>
  createHash('sha256').update(body).digest('hex').slice(0, 40);

/** Ids of deliveries are kept and compared: short, nothing that a database refuses, and an empty one is none. */
export const deliveryId = (id: string | undefined, fallback: Uint8Array): string =>
  (id || contentId(fallback)).slice(0, 200).toWellFormed();
