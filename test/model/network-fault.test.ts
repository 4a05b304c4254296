import { describe, expect, test } from 'vitest';
import { networkCode, neverSent } from '../../src/model/network-fault.ts';

const failed = async (url: string, timeoutMs = 5_000): Promise<unknown> =>
  fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).then(
    () => new Error('it was answered'),
    (error: unknown) => error,
  );

describe('a request that got no answer', () => {
  test('was never sent where nobody listens', async () => {
    const error = await failed('http://127.0.0.1:2');
    expect([networkCode(error), neverSent(error)]).toEqual(['ECONNREFUSED', true]);
  });

  test('was never sent where the name is not known', async () => {
    const error = await failed('http://nowhere.invalid');
    expect(neverSent(error)).toBe(true);
  });

  test('may have been sent when the time was over or the peer went away', () => {
    const reset = new TypeError('fetch failed', {
      cause: Object.assign(new Error(), { code: 'ECONNRESET' }),
    });
    const late = new DOMException('The operation timed out.', 'TimeoutError');
    expect([networkCode(reset), neverSent(reset)]).toEqual(['ECONNRESET', false]);
    expect([networkCode(late), neverSent(late)]).toEqual(['timeout', false]);
    expect([networkCode('what?'), neverSent(undefined)]).toEqual(['network', false]);
  });
});
