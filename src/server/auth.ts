import type { FastifyRequest } from 'fastify';
import { AfterwordError } from '../model/errors.ts';
import { sameText } from '../model/signature.ts';
import type { ServerContext } from './server.ts';

/** @throws AfterwordError AW_UNAUTHORIZED unless the request bears the API token */
export function requireToken(context: ServerContext, request: FastifyRequest): void {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && sameText(token, context.apiToken)) return;
  const what =
    request.headers.authorization === undefined ? 'is missing' : 'is not "Bearer" and the API token';
  throw new AfterwordError('AW_UNAUTHORIZED', `The Authorization header ${what}.`);
}
