import { ChannelError, type ChannelErrorKind } from '../../src/model/channel-error.ts';
import type { ApiAnswer } from './http.ts';

const USUAL_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3_600;

/** What a refusal means. `gone` says by which words this helpdesk tells that the conversation can be written to no more. */
export function toChannelError(helpdesk: string, answer: ApiAnswer, gone: RegExp): ChannelError {
  const { status, text } = answer;
  const say = (kind: ChannelErrorKind, detail = {}) =>
    new ChannelError(kind, codeOf(answer), `${helpdesk}: ${codeOf(answer)}`, detail);
  if (status === 429) return say('rate_limited', { retryAfterSeconds: pauseOf(answer) });
  // A gateway that gave up waiting says nothing about what stands behind it; nor does a success that cannot be read.
  if (status === 504 || status < 400) return say('uncertain');
  if (status >= 500 || status === 409) return say('temporary');
  if (status === 404 || gone.test(text)) return say('unreachable');
  return say('rejected');
}

/** "422 RecordInvalid": never more of the answer, which may hold a customer's words. */
function codeOf({ status, body }: ApiAnswer): string {
  const { error, errorType, errors } = (body ?? {}) as Record<string, unknown>;
  const [first] = Array.isArray(errors) ? errors : [];
  const named = (first as { code?: unknown } | undefined)?.code ?? errorType ?? error;
  const word = typeof named === 'string' && /^[\w .'-]{1,60}$/.test(named) ? ` ${named}` : '';
  return `${status}${word}`;
}

/**
 * How long to wait, in seconds: `Retry-After`; the moment at which the window begins anew, as seconds or milliseconds
 * since 1970, by the clock of the helpdesk; or a number in words (Rocket.Chat).
 */
function pauseOf({ headers, text }: ApiAnswer): number {
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  const untilReset = (reset > 1e12 ? reset - now : reset * 1000 - now) / 1000;
  const told = Number(headers.get('retry-after') ?? Number.NaN);
  const worded = Number(/wait (\d{1,6}) seconds/.exec(text)?.[1] ?? Number.NaN);
  const seconds =
    [told, worded, untilReset].find((one) => Number.isFinite(one) && one > 0) ?? USUAL_PAUSE_SECONDS;
  return Math.min(Math.ceil(seconds), LONGEST_PAUSE_SECONDS);
}
