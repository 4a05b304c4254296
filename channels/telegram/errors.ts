import { GrammyError, HttpError } from 'grammy';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import { networkCode, neverSent } from '../../src/model/network-fault.ts';
import { UNREADABLE } from './network.ts';

/** What a failed call to the Bot API means for a message to this address. Texts are Telegram's own. */
export function toChannelError(error: unknown, address: Address): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof GrammyError) return refused(error, address);
  if (error instanceof HttpError) return unanswered(error.error);
  return new ChannelError('rejected', 'internal', 'the Telegram channel failed', { cause: error });
}

/** An edit that changes nothing: the message already is what it should become. */
export const isNotModified = (error: unknown): boolean =>
  error instanceof GrammyError && /message is not modified/i.test(error.description);

/** A tap answered too late, or twice: the person's client has stopped waiting by itself. */
export const isTooOld = (error: unknown): boolean =>
  error instanceof GrammyError && /query is too old|query ID is invalid/i.test(error.description);

/** Nothing that a new message could change: the person or the place is gone, whoever sends. */
const GONE =
  /chat not found|user not found|PEER_ID_INVALID|user is deactivated|message thread not found|TOPIC_(CLOSED|DELETED)|BUSINESS_PEER_(INVALID|USAGE_MISSING)|group chat was deactivated/i;

function refused(error: GrammyError, address: Address): ChannelError {
  const { error_code: status, description, parameters } = error;
  const say = (kind: ChannelError['kind'], detail = {}) =>
    new ChannelError(kind, codeOf(status, description), `Telegram: ${description}`, detail);
  if (parameters.migrate_to_chat_id !== undefined) {
    return say('moved', { movedTo: { ...address, chat_id: String(parameters.migrate_to_chat_id) } });
  }
  if (status === 429) return say('rate_limited', { retryAfterSeconds: parameters.retry_after ?? 1 });
  // A gateway's time-out and a success that cannot be read leave open whether the message went out.
  if (status === 504 || (status < 300 && description === UNREADABLE)) return say('uncertain');
  if (status >= 500) return say('temporary');
  if (GONE.test(description)) return say('unreachable');
  // All that Telegram itself forbids is about this chat: blocked, kicked, never begun, deactivated.
  if (status === 403 && /^Forbidden: /.test(description)) return say('unreachable');
  return say('rejected');
}

/** "403 bot was blocked by the user": short enough to be stored, exact enough to be searched for. */
const codeOf = (status: number, description: string): string =>
  `${status} ${description.replace(/^(Forbidden|Bad Request|Too Many Requests|Conflict): /, '')}`.slice(
    0,
    120,
  );

function unanswered(cause: unknown): ChannelError {
  const code = networkCode(cause);
  if (neverSent(cause)) {
    return new ChannelError('temporary', code, `Telegram cannot be reached (${code})`, { cause });
  }
  const message = `Telegram did not answer (${code}): the message may have gone out`;
  return new ChannelError('uncertain', code, message, { cause });
}
