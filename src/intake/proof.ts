import { type HmacForm, isSignedBy, sameText } from '../model/signature.ts';
import type { Clock, RawHook, Verdict } from './source.ts';
import { instantOf } from './values.ts';

/** A header that is signed over, and when it says that it was made. */
export interface SignedHook {
  secret: string;
  /** What the signature is made over, in order. */
  parts: readonly (string | Uint8Array)[];
  given: string | undefined;
  form: HmacForm;
  /** The time as the helpdesk writes it; null for a signature that has none. */
  at: string | null | undefined;
}

/** The signature first, its age second: what is old is so only if it is ours. */
export function provenBySignature({ secret, parts, given, form, at }: SignedHook, clock: Clock): Verdict {
  if (given === undefined || at === undefined) return 'missing';
  if (!isSignedBy(secret, parts, given, form)) return 'wrong';
  return at === null || isFresh(instantOf(at), clock) ? 'genuine' : 'old';
}

const isFresh = (at: Date | undefined, { now, maxAgeSeconds }: Clock): boolean =>
  at !== undefined && Math.abs(now.getTime() - at.getTime()) <= maxAgeSeconds * 1000;

/** A word that only the helpdesk and we know, for those that sign nothing. */
export const provenByToken = (given: string | null | undefined, wanted: string): Verdict => {
  if (given == null || given === '') return 'missing';
  return sameText(given, wanted) ? 'genuine' : 'wrong';
};

/** "?token=…" behind the address, or "Authorization: Bearer …". */
export function tokenOf({ query, headers }: RawHook): string | null {
  const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
  return query.get('token') ?? (scheme.toLowerCase() === 'bearer' ? token : null);
}
