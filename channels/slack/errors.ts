import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { ChannelError, type ChannelErrorKind } from '../../src/model/channel-error.ts';
import { networkCode, neverSent } from '../../src/model/network-fault.ts';

/** What a failed call of the Web API means for a message. Names are Slack's own. */
export function toChannelError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof WebAPIRateLimitedError) return limited(error.retryAfter);
  if (error instanceof WebAPIPlatformError) return refused(error);
  if (error instanceof WebAPIHTTPError) return answeredWith(error.statusCode);
  if (error instanceof WebAPIRequestError) return unanswered(error.original);
  // The library has no class for a 429 that does not say how long.
  if (error instanceof Error && /Retry header/.test(error.message)) return limited(1);
  // A body that breaks off is thrown as it comes.
  if (networkCode(error) !== UNKNOWN) return unanswered(error);
  return new ChannelError('rejected', 'internal', 'the Slack channel failed', { cause: error });
}

/** For a fault that names no code of the system. */
const UNKNOWN = 'network';

/** The name under which Slack refused a call; null for every other fault. */
export const refusalOf = (error: unknown): string | null =>
  error instanceof WebAPIPlatformError ? error.data.error : null;

/** Slack does not say whether it was the channel's limit or the workspace's: the core finds out by its second refusal. */
const limited = (retryAfterSeconds: number, scope?: 'chat' | 'account'): ChannelError =>
  new ChannelError('rate_limited', 'ratelimited', 'Slack: ratelimited', {
    retryAfterSeconds,
    ...(scope !== undefined && { scope }),
  });

/** Nothing that a new message could change: the place or the person is gone, or the app was put out. */
const GONE = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'thread_not_found',
  'user_not_found',
  'user_disabled',
  'user_not_visible',
  'users_not_found',
  'cannot_dm_bot',
  'messages_tab_disabled',
  'method_not_supported_for_channel_type',
]);
/** By whose limit it was, where the name says so. */
const LIMITED = new Map<string, 'account' | undefined>([
  ['ratelimited', undefined],
  ['rate_limited', undefined],
  ['message_limit_exceeded', 'account'],
]);
/** Slack says of these that something may have been done. */
const HALF_DONE = new Set(['fatal_error', 'internal_error']);
const PASSING = new Set(['service_unavailable', 'request_timeout', 'team_added_to_org', 'accesslimited']);

function refused({ data }: WebAPIPlatformError): ChannelError {
  const code = data.error;
  // The library passes on a body that is no JSON as if it were a name.
  if (!/^\w{1,80}$/.test(code)) {
    return new ChannelError('uncertain', 'unreadable', 'Slack: the answer cannot be read');
  }
  if (LIMITED.has(code)) return limited(data.response_metadata?.retryAfter ?? 1, LIMITED.get(code));
  return new ChannelError(kindOf(code), code, `Slack: ${code}${whatIsMissing(data)}`);
}

function kindOf(code: string): ChannelErrorKind {
  if (GONE.has(code)) return 'unreachable';
  if (HALF_DONE.has(code)) return 'uncertain';
  return PASSING.has(code) ? 'temporary' : 'rejected';
}

const whatIsMissing = (data: object): string =>
  'needed' in data && typeof data.needed === 'string' ? ` (the app needs the scope ${data.needed})` : '';

/** Only 503 says that nothing was done; other troubles of a server leave it open. */
function answeredWith(status: number): ChannelError {
  const kind = status === 503 ? 'temporary' : status >= 500 ? 'uncertain' : 'rejected';
  return new ChannelError(kind, String(status), `Slack answered with HTTP ${status}`);
}

function unanswered(cause: unknown): ChannelError {
  const code = networkCode(cause);
  if (neverSent(cause)) {
    return new ChannelError('temporary', code, `Slack cannot be reached (${code})`, { cause });
  }
  const message = `Slack did not answer (${code}): the message may have gone out`;
  return new ChannelError('uncertain', code, message, { cause });
}
