import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a tap says: the n-th answer of the n-th question of an invitation. */
export interface ChoiceToken {
  invitation: number;
  question: number;
  choice: number;
}

const MAC_CHARACTERS = 22; // 128 bits in base64url
const SHAPE = /^([0-9a-z]{1,12})\.([0-9a-z]{1,3})\.([0-9a-z]{1,3})\.([A-Za-z0-9_-]{22})$/;

const mac = (key: Uint8Array, body: string): string =>
  createHmac('sha256', key).update(`choice\n${body}`).digest('base64url').slice(0, MAC_CHARACTERS);

/** At most 44 bytes of [0-9A-Za-z._-]: within the 64 that the narrowest platform (Telegram) lets through. */
export function signChoice(key: Uint8Array, token: ChoiceToken): string {
  const body = [token.invitation, token.question, token.choice].map((n) => n.toString(36)).join('.');
  return `${body}.${mac(key, body)}`;
}

/** @returns null when it is not ours: another shape, or signed with another key */
export function verifyChoice(key: Uint8Array, text: string): ChoiceToken | null {
  const match = SHAPE.exec(text);
  if (match === null) return null;
  const [, invitation = '', question = '', choice = '', given = ''] = match;
  const expected = mac(key, `${invitation}.${question}.${choice}`);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return null;
  return {
    invitation: Number.parseInt(invitation, 36),
    question: Number.parseInt(question, 36),
    choice: Number.parseInt(choice, 36),
  };
}
