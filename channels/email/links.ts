import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link of a mail is for. A choice of null opens the page with nothing chosen. */
export type Link =
  | { purpose: 'rate'; send: string; choice: number | null; expiresAt: Date }
  | { purpose: 'unsubscribe'; send: string };

/** Why a link does nothing: another's, damaged or made up; or of us and too old. */
export type LinkFault = { fault: 'forged' } | { fault: 'expired'; send: string };

const SHAPE = /^([ru])\.([a-z2-7]{26})\.([0-9a-z]{0,3})\.([0-9a-z]{0,9})\.([A-Za-z0-9_-]{22})$/;

const mac = (secret: Uint8Array, body: string): string =>
  createHmac('sha256', secret).update(`link\n${body}`).digest('base64url').slice(0, 22);

/** At most 65 letters of [0-9A-Za-z._-], which no mail program breaks or encodes. */
export function signLink(secret: Uint8Array, link: Link): string {
  const parts =
    link.purpose === 'rate'
      ? ['r', link.send, link.choice?.toString(36) ?? '', seconds(link.expiresAt).toString(36)]
      : // A refusal is taken for ever: a law that wants it easy knows no end of a link.
        ['u', link.send, '', ''];
  const body = parts.join('.');
  return `${body}.${mac(secret, body)}`;
}

/** Compared in constant time, and before anything in it is believed. */
export function verifyLink(secret: Uint8Array, text: string, now: Date): Link | LinkFault {
  const [, kind = '', send = '', choice = '', expiry = '', given = ''] = SHAPE.exec(text) ?? [];
  const expected = mac(secret, [kind, send, choice, expiry].join('.'));
  const same = timingSafeEqual(Buffer.from(expected), Buffer.from(given.padEnd(22).slice(0, 22)));
  if (!same) return { fault: 'forged' };
  if (kind === 'u') return { purpose: 'unsubscribe', send };
  const expiresAt = new Date(Number.parseInt(expiry, 36) * 1000);
  if (expiresAt <= now) return { fault: 'expired', send };
  return { purpose: 'rate', send, choice: choice === '' ? null : Number.parseInt(choice, 36), expiresAt };
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
