import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AfterwordError } from '../model/errors.ts';
import type { ServerContext } from './server.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Equal or not, in a time that tells neither how much is right nor how long the right one is. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** @throws AfterwordError AW_UNAUTHORIZED unless the request bears the API token */
export function requireToken(context: ServerContext, request: FastifyRequest): void {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && sameSecret(token, context.apiToken)) return;
  const what =
    request.headers.authorization === undefined ? 'is missing' : 'is not "Bearer" and the API token';
  throw new AfterwordError('AW_UNAUTHORIZED', `The Authorization header ${what}.`);
}
