import type { FastifyReply, FastifyRequest } from 'fastify';
import { AfterwordError, describeError, ERRORS } from '../model/errors.ts';
import { isUnreachable } from '../store/connect.ts';
import type { ServerContext } from './server.ts';

/** Any error as one of the table's: what fastify refuses, a database that went away, and the unforeseen. */
function classify(context: ServerContext, error: unknown, requestId: string): AfterwordError {
  if (error instanceof AfterwordError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new AfterwordError('AW_TOO_LARGE', 'The body is over 1 MiB.');
  if (code === 'FST_ERR_BAD_URL')
    return new AfterwordError('AW_NOT_FOUND', 'The path is not one: it cannot be decoded.');
  if (isUnreachable(error)) {
    context.health.suspect('postgresql', error);
    return new AfterwordError(
      'AW_DATABASE',
      'PostgreSQL went away during the request. It may be sent again.',
    );
  }
  if (statusCode !== undefined && statusCode < 500) {
    return new AfterwordError(
      'AW_HOOK_FIELDS',
      error instanceof Error ? error.message : 'The request is faulty.',
    );
  }
  const stack = error instanceof Error ? error.stack : String(error);
  context.log.error({ request: requestId, error: stack }, 'a request failed in an unforeseen way');
  return new AfterwordError('AW_INTERNAL', `The request ${requestId} failed.`);
}

export function answerError(
  context: ServerContext,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = classify(context, error, request.id);
  const { status, retryable } = ERRORS[known.code];
  if (retryable) reply.header('retry-after', '5');
  return reply
    .status(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ error: describeError(known) }));
}
