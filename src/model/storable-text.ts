import { z } from 'zod';

/**
 * PostgreSQL keeps no NUL in `text` and `jsonb`, and no surrogate without its other half: it refuses the whole row
 * (SQLSTATE 22P05, 22P02, 22021).
 */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** The text without NUL characters, with U+FFFD for each half of a surrogate pair that stands alone. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** A value with every string in it, and every name of a member, made storable; dates and numbers are let be. */
export function storableValue<T>(value: T): T;
export function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map((one) => storableValue(one));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storable(name), storableValue(member)]),
  );
}

/** A string that comes from outside and is to be stored or looked up as it is: what cannot be kept is a fault. */
export const storableString = () =>
  z.string().refine(isStorable, { error: 'expected text without NUL characters and half surrogate pairs' });
