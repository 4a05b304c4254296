import { AfterwordError, describeError, ERRORS } from '../../src/model/errors.ts';
import type { HttpRequest, HttpResponse } from '../../src/model/http.ts';

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

export const json = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: JSON_HEADERS,
  body: JSON.stringify(value),
});

/**
 * An error as an answer. What is not the sender's fault is 503, so that the widget keeps what was written and
 * sends it again.
 */
export function failure(error: unknown): HttpResponse {
  const known = error instanceof AfterwordError ? error : null;
  if (known !== null && !ERRORS[known.code].retryable)
    return json(ERRORS[known.code].status, describeError(known));
  const told = known ?? new AfterwordError('AW_INTERNAL', 'The message could not be stored.');
  return json(503, describeError(told));
}

/** Headers that let a page of one of these origins use the API; none for every other page. */
export function crossOrigin(request: HttpRequest, origins: readonly string[]): Record<string, string> {
  const origin = request.headers.origin;
  if (origin === undefined || !origins.includes(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'authorization, content-type, last-event-id',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-max-age': '600',
    vary: 'Origin',
  };
}
