import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
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
  return Object.keys(filter).length === 0 ? query : { ...query, filter };
}

export const badQuery = (faults: readonly Fault[]): AfterwordError =>
  new AfterwordError('AW_QUERY', `The query has faults: ${faults.map((f) => f.path).join(', ')}.`, {
    faults,
  });

/** @throws AfterwordError AW_QUERY with every fault */
export function parseQuery<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badQuery(
    parsed.error.issues.map((issue) => ({ path: faultPath(issue.path) || 'query', message: issue.message })),
  );
}
