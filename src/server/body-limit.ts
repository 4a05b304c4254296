import { Transform } from 'node:stream';
import type { FastifyRequest, RequestPayload } from 'fastify';
import { AfterwordError } from '../model/errors.ts';

/**
 * Holds a body to a limit that is known only when the request is there. What is announced as longer is refused before a
 * byte of it is read; what is not announced, as soon as it is over.
 * @throws AfterwordError AW_TOO_LARGE
 */
export function limitBody(request: FastifyRequest, payload: RequestPayload, limit: number): RequestPayload {
  const announced = request.headers['content-length'];
  if (Number(announced ?? 0) > limit) throw tooLarge(limit);
  if (announced !== undefined || request.headers['transfer-encoding'] === undefined) return payload;
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
  payload.once('error', (error) => counting.destroy(error));
  return payload.pipe(counting);
}

const tooLarge = (limit: number): AfterwordError =>
  new AfterwordError('AW_TOO_LARGE', `The body is over ${inWords(limit)}.`);

const inWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / 1024 / 1024} MiB`;
