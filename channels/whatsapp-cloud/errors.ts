import { ChannelError, type ChannelErrorKind } from '../../src/model/channel-error.ts';
import { GraphRefusal, GraphSilence } from './graph.ts';

/** What the core calls a platform's word that free text is over and only a template goes. */
const WINDOW_CLOSED = 'window_closed';

interface Meaning {
  kind: ChannelErrorKind;
  /** Seconds, where Meta names none. */
  pause?: number;
  /** Whose rate it was: the number's with everybody, or with this one person. */
  scope?: 'account' | 'chat';
  /** What the operator can do. */
  next?: string;
}

const renew = 'Make a new token for the system user and set WHATSAPP_TOKEN.';
const mendTemplate = 'Compare the template in WhatsApp Manager with channels/whatsapp-cloud/README.md.';

/** Meta's codes that mean something else than "refused, whoever tries again". */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  1: { kind: 'temporary' },
  2: { kind: 'temporary' },
  4: { kind: 'rate_limited', pause: 60, scope: 'account' },
  80007: { kind: 'rate_limited', pause: 60, scope: 'account' },
  130429: { kind: 'rate_limited', pause: 2, scope: 'account' },
  131056: { kind: 'rate_limited', pause: 6, scope: 'chat' },
  /** Too many of our messages were blocked or reported: sooner is worse. */
  131048: { kind: 'rate_limited', pause: 3600, scope: 'account' },
  131000: { kind: 'temporary' },
  131016: { kind: 'temporary' },
  131057: { kind: 'temporary' },
  133004: { kind: 'temporary' },
  131026: { kind: 'unreachable' },
  /** The person is kept from us for an experiment of Meta's, or has had enough of such messages: trying on is of no use. */
  130472: { kind: 'unreachable' },
  131049: { kind: 'unreachable' },
  131050: { kind: 'unreachable' },
  0: { kind: 'rejected', next: renew },
  10: { kind: 'rejected', next: 'Give the system user the permission whatsapp_business_messaging.' },
  190: { kind: 'rejected', next: renew },
  131030: { kind: 'rejected', next: 'A test number reaches only numbers on its list in the app dashboard.' },
  131042: { kind: 'rejected', next: 'Add a payment method to the WhatsApp Business account.' },
  133010: { kind: 'rejected', next: 'Register the number with the Cloud API first.' },
  132000: { kind: 'rejected', next: mendTemplate },
  132001: { kind: 'rejected', next: mendTemplate },
  132012: { kind: 'rejected', next: mendTemplate },
  132015: { kind: 'rejected', next: mendTemplate },
  132016: { kind: 'rejected', next: mendTemplate },
};

/** A code as it is stored with the ask. */
export const codeOf = (code: number): string => (code === 131047 ? WINDOW_CLOSED : String(code));

/** What a failed call means for the message that it should have sent. */
export function toChannelError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof GraphRefusal) return refused(error);
  if (error instanceof GraphSilence) return silent(error);
  return new ChannelError('rejected', 'internal', 'the WhatsApp channel failed', { cause: error });
}

function refused({ code, message, transient, retryAfterSeconds }: GraphRefusal): ChannelError {
  const meaning = MEANINGS[code] ?? { kind: transient ? 'temporary' : 'rejected' };
  const told = `WhatsApp refused (${code}): ${message}${meaning.next === undefined ? '' : ` ${meaning.next}`}`;
  if (meaning.kind !== 'rate_limited') return new ChannelError(meaning.kind, codeOf(code), told);
  const pause = retryAfterSeconds ?? meaning.pause ?? 1;
  return new ChannelError('rate_limited', codeOf(code), told, {
    retryAfterSeconds: pause,
    ...(meaning.scope !== undefined && { scope: meaning.scope }),
  });
}

function silent({ code, neverSent, cause }: GraphSilence): ChannelError {
  if (neverSent)
    return new ChannelError('temporary', code, `WhatsApp cannot be reached (${code})`, { cause });
  const message = `WhatsApp gave no readable answer (${code}): the message may have gone out`;
  return new ChannelError('uncertain', code, message, { cause });
}

/** Whether a failed call certainly sent nothing. */
export const sentNothing = (error: ChannelError): boolean => error.kind !== 'uncertain';

/** What an operator is told to do about a failed call. */
export function whatNext(error: unknown): string {
  if (error instanceof GraphSilence) {
    return 'Check that this machine reaches WHATSAPP_API_ROOT (https://graph.facebook.com unless set).';
  }
  const code = error instanceof GraphRefusal ? error.code : -1;
  return MEANINGS[code]?.next ?? 'Look the code up in Meta’s list of error codes of the Cloud API.';
}
