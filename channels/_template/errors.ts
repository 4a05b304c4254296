import { ChannelError } from '../../src/model/channel-error.ts';
import { networkCode, neverSent } from '../../src/model/network-fault.ts';

/** What a refusal means for the message: did it go out, and what follows? */
export function refused(status: number, retryAfter: string | null): ChannelError {
  const code = String(status);
  if (status === 429) {
    const retryAfterSeconds = Number(retryAfter) || 1;
    return new ChannelError('rate_limited', code, 'too many messages', { retryAfterSeconds });
  }
  if (status === 403) return new ChannelError('unreachable', code, 'the person cannot be reached');
  if (status >= 500) return new ChannelError('temporary', code, 'the platform has trouble');
  return new ChannelError('rejected', code, 'the platform refuses the message');
}

/** No answer: without a connection nothing was sent for certain; else nobody knows. */
export function unanswered(cause: unknown): ChannelError {
  const kind = neverSent(cause) ? 'temporary' : 'uncertain';
  return new ChannelError(kind, networkCode(cause), 'the platform did not answer', { cause });
}
