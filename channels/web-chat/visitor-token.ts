import { createHmac, timingSafeEqual } from 'node:crypto';

const VERSION = 'v1';
/** Long enough for any visitor id we accept; anything longer is not ours and is not even hashed. */
const LONGEST_TOKEN = 1_000;

/** Who a visitor token speaks for, and until when. */
export interface VisitorClaim {
  visitor: string;
  expiresAt: Date;
}

const sign = (secret: Uint8Array, payload: string): Buffer =>
  createHmac('sha256', secret).update(payload).digest();

/**
 * A token that lets its bearer write and read as this visitor until `expiresAt`.
 *
 * Form: `v1.<base64url of the visitor id>.<expiry in seconds since 1970>.<base64url of HMAC-SHA256>`, the HMAC
 * made over everything before the last dot. Any language can issue it with ten lines: the README shows how.
 */
export function issueVisitorToken(secret: Uint8Array, visitor: string, expiresAt: Date): string {
  const name = Buffer.from(visitor, 'utf8').toString('base64url');
  const payload = `${VERSION}.${name}.${Math.floor(expiresAt.getTime() / 1000)}`;
  return `${payload}.${sign(secret, payload).toString('base64url')}`;
}

/**
 * The claim of a token, or null when it is malformed, forged or expired at `now`. The signature is compared in
 * constant time and before anything in the token is believed.
 *
 * @param secrets every secret that may have signed it; they are all tried, whichever fits.
 */
export function verifyVisitorToken(
  secrets: readonly Uint8Array[],
  token: string,
  now: Date,
): VisitorClaim | null {
  const [version, name, expiry, signature, ...rest] = token.length > LONGEST_TOKEN ? [] : token.split('.');
  if (version !== VERSION || !name || !expiry || !signature || rest.length > 0) return null;
  if (!/^\d{1,12}$/.test(expiry)) return null;

  const given = Buffer.from(signature, 'base64url');
  const payload = `${version}.${name}.${expiry}`;
  const matches = secrets.map((secret) => {
    const expected = sign(secret, payload);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  const expiresAt = new Date(Number(expiry) * 1000);
  if (!matches.includes(true) || expiresAt <= now) return null;
  return { visitor: Buffer.from(name, 'base64url').toString('utf8'), expiresAt };
}
