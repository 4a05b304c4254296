import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Equal or not, in a time that tells neither how much is right nor how long the right one is. */
export const sameText = (given: string, wanted: string): boolean =>
  timingSafeEqual(digest(given), digest(wanted));

/** How one platform writes a keyed digest. */
export interface HmacForm {
  algorithm: 'sha1' | 'sha256';
  encoding: 'hex' | 'base64';
  /** What stands before the digest in the header: "sha256=". */
  prefix?: string;
}

/**
 * Whether a header is the HMAC of these parts, one behind the other.
 * @param given undefined where the header is missing
 */
export function isSignedBy(
  secret: string,
  parts: readonly (string | Uint8Array)[],
  given: string | undefined,
  { algorithm, encoding, prefix = '' }: HmacForm,
): boolean {
  if (given === undefined) return false;
  const hmac = createHmac(algorithm, secret);
  for (const part of parts) hmac.update(part);
  const wanted = hmac.digest(encoding);
  // Hex is written in either case; base64 is not.
  return sameText(encoding === 'hex' ? given.toLowerCase() : given, `${prefix}${wanted}`);
}
