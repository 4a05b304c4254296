import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { isNotModified, isTooOld, toChannelError } from '../../../channels/telegram/errors.ts';
import { UNREADABLE } from '../../../channels/telegram/network.ts';
import { Refusal, refusals } from '../../fakes/telegram/refusals.ts';

const address = { chat_id: '-4455667788' };

function refused({ code, message, parameters }: Refusal): GrammyError {
  const answer = {
    ok: false as const,
    error_code: code,
    description: message,
    ...(parameters && { parameters }),
  };
  return new GrammyError("Call to 'sendMessage' failed!", answer, 'sendMessage', { text: 'of a customer' });
}

const { tooManyRequests, blocked, deactivated, kicked, chatNotFound, threadNotFound } = refusals;
const table: [Refusal, string][] = [
  [tooManyRequests(3), 'rate_limited'],
  [blocked(), 'unreachable'],
  [deactivated(), 'unreachable'],
  [kicked('group'), 'unreachable'],
  [kicked('supergroup'), 'unreachable'],
  [new Refusal(403, "Forbidden: bot can't initiate conversation with a user"), 'unreachable'],
  [new Refusal(403, 'Forbidden: bot is not a member of the supergroup chat'), 'unreachable'],
  [chatNotFound(), 'unreachable'],
  [threadNotFound(), 'unreachable'],
  [new Refusal(400, 'Bad Request: PEER_ID_INVALID'), 'unreachable'],
  [new Refusal(400, 'Bad Request: not enough rights to send text messages to the chat'), 'rejected'],
  [refusals.tooLong(), 'rejected'],
  [refusals.buttonData(), 'rejected'],
  [refusals.unauthorized(), 'rejected'],
  [refusals.notFound(), 'rejected'],
  [new Refusal(403, UNREADABLE), 'rejected'],
  [refusals.internal(), 'temporary'],
  [refusals.badGateway(), 'temporary'],
  [new Refusal(503, UNREADABLE), 'temporary'],
  [new Refusal(504, 'Gateway Timeout'), 'uncertain'],
  [new Refusal(200, UNREADABLE), 'uncertain'],
];

describe('what Telegram refuses', () => {
  for (const [refusal, kind] of table) {
    test(`${refusal.code} ${refusal.message} is ${kind}`, () => {
      expect(toChannelError(refused(refusal), address)).toMatchObject({ kind });
    });
  }

  test('a rate limit carries exactly the pause that was named', () => {
    expect(toChannelError(refused(tooManyRequests(37)), address).retryAfterSeconds).toBe(37);
  });

  test('an upgraded group carries its new address', () => {
    const error = toChannelError(refused(refusals.upgraded(-1002111222333)), address);
    expect(error).toMatchObject({ kind: 'moved', movedTo: { chat_id: '-1002111222333' } });
  });

  test('has a code that can be stored and searched for, and holds nothing of the message', () => {
    const error = toChannelError(refused(blocked()), address);
    expect(error.code).toBe('403 bot was blocked by the user');
    expect(JSON.stringify({ ...error, message: error.message, cause: error.cause })).not.toContain(
      'customer',
    );
  });

  test('an edit that changes nothing and a tap answered too late are told apart from faults', () => {
    expect(isNotModified(refused(refusals.notModified()))).toBe(true);
    expect(isTooOld(refused(refusals.queryTooOld()))).toBe(true);
    expect(isNotModified(refused(chatNotFound())) || isTooOld(refused(chatNotFound()))).toBe(false);
  });
});

const caused = (cause: object) => new HttpError('failed', new TypeError('fetch failed', { cause }));
const system = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

describe('what the network does', () => {
  for (const code of [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ]) {
    test(`${code}: nothing was sent, so it is temporary`, () => {
      expect(toChannelError(caused(system(code)), address)).toMatchObject({ kind: 'temporary', code });
    });
  }

  test('all addresses of a host refused at once are temporary too', () => {
    const refusedAll = new AggregateError([system('ETIMEDOUT', 'connect'), system('ENETUNREACH', 'connect')]);
    expect(toChannelError(caused(refusedAll), address).kind).toBe('temporary');
  });

  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE', 'UND_ERR_HEADERS_TIMEOUT']) {
    test(`${code}: it may have been sent, so it is uncertain`, () => {
      expect(toChannelError(caused(system(code)), address)).toMatchObject({ kind: 'uncertain', code });
    });
  }

  test('a time-out of ours is uncertain', () => {
    const error = new HttpError('failed', new DOMException('timed out', 'TimeoutError'));
    expect(toChannelError(error, address)).toMatchObject({ kind: 'uncertain', code: 'timeout' });
  });

  test('an error with a ring of causes ends', () => {
    const ring = new Error('ring');
    ring.cause = ring;
    expect(toChannelError(new HttpError('failed', ring), address).kind).toBe('uncertain');
  });
});
