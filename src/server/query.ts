import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { faultPath } from '../intake/generic.ts';
import { AfterwordError, type Fault } from '../model/errors.ts';

/** `from=…&filter[agent]=…` as an object; a name given twice is a fault and not a silent choice. */
export function queryObject(request: FastifyRequest): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  const filter: Record<string, string> = {};
  for (const [name, value] of new URL(request.url, 'http://localhost').searchParams) {
    const dimension = /^filter\[(.*)\]$/.exec(name)?.[1];
    const target: Record<string, unknown> = dimension === undefined ? query : filter;
    const key = dimension ?? name;
    // Schemas pass this name over without a word, and a filter that filters nothing is worse than a fault.
    if (key === '__proto__') throw badQuery([{ path: name, message: 'there is no such name' }]);
    if (Object.hasOwn(target, key)) throw badQuery([{ path: name, message: 'given twice' }]);
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  }
  if (Object.keys(filter).length === 0) return query;
  if (Object.hasOwn(query, 'filter')) throw badQuery([{ path: 'filter', message: 'expected filter[…]' }]);
  return { ...query, filter };
}

export const badQuery = (faults: readonly Fault[]): AfterwordError =>
  new AfterwordError('AW_QUERY', `The query has faults: ${faults.map((f) => f.path).join(', ')}.`, {
    faults,
  });

/** A number as people write it. What is left empty is a fault, and not 0. */
export const decimal = () =>
  z
    .string()
    .regex(/^\d{1,12}(?:\.\d{1,12})?$/, 'expected a number, such as 7 or 0.3')
    .transform(Number);

const Range = z.object({ from: z.date(), to: z.date() });

/** @throws AfterwordError AW_QUERY with every fault; also for a time that ends before it begins */
export function parseQuery<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    const range = Range.safeParse(parsed.data);
    if (!range.success || range.data.from <= range.data.to) return parsed.data;
    throw badQuery([{ path: 'to', message: 'expected a time after "from"' }]);
  }
  throw badQuery(
    parsed.error.issues.map((issue) => ({ path: faultPath(issue.path) || 'query', message: issue.message })),
  );
}
