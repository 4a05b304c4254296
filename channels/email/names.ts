import { createHmac } from 'node:crypto';

/** 130 bits in the only letters that every mail system keeps: some lower-case what stands before the @. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;
const TOKEN = /[a-z2-7]{26}/;
const TAG = 'aw-';

/** The name of one send in the outside world: the same key gives the same token, and nobody else can make one. */
export function sendToken(secret: Uint8Array, key: string): string {
  const digest = createHmac('sha256', secret).update(`send\n${key}`).digest();
  let bits = 0n;
  for (const byte of digest.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: LENGTH }, (_, i) => ALPHABET[Number((bits >> BigInt(5 * i)) & 31n)]).join('');
}

/** `<aw-token@example.com>`: known before anything is sent, so that a send can be looked for afterwards. */
export const messageIdOf = (token: string, domain: string): string => `<${TAG}${token}@${domain}>`;

/** `reply+aw-token@example.com` */
export function plusAddress(mailbox: string, token: string): string {
  const at = mailbox.lastIndexOf('@');
  return `${mailbox.slice(0, at)}+${TAG}${token}${mailbox.slice(at)}`;
}

/** `[#aw-token]`, at the end of a subject. */
export const subjectTag = (token: string): string => `[#${TAG}${token}]`;

const inAddress = new RegExp(`\\+${TAG}(${TOKEN.source})@`, 'gi');
const inMessageId = new RegExp(`^<?${TAG}(${TOKEN.source})@`, 'i');
const inSubject = new RegExp(`\\[#${TAG}(${TOKEN.source})\\]`, 'i');

/** The tokens of all plus addresses in a text; lower case, whatever a mail system made of them. */
export const tokensOfAddresses = (text: string): string[] =>
  [...text.matchAll(inAddress)].map(([, token = '']) => token.toLowerCase());

export const tokenOfMessageId = (id: string): string | null =>
  inMessageId.exec(id)?.[1]?.toLowerCase() ?? null;

export const tokenOfSubject = (subject: string): string | null =>
  inSubject.exec(subject)?.[1]?.toLowerCase() ?? null;

export const domainOf = (mailbox: string): string => mailbox.slice(mailbox.lastIndexOf('@') + 1);
