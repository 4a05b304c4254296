import { createHash } from 'node:crypto';
import type { Identity } from '../../src/model/contact.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { storable } from '../../src/model/storable-text.ts';
import { emailIdentity } from './address.ts';
import { LONGEST_COMMENT } from './rating-page.ts';
import { refOf, type SentMail } from './sent-mails.ts';

/** What a person sent from the rating page. */
export interface RateForm {
  nonce: string;
  choice: number | null;
  words: string;
}

const MOST_BYTES = 30_000;

/** A filled-in form; null where it is none of our page. Never throws. */
export function readForm(body: Uint8Array, choices: number): RateForm | null {
  if (body.length > MOST_BYTES) return null;
  const fields = new URLSearchParams(new TextDecoder().decode(body));
  const nonce = fields.get('n') ?? '';
  if (!/^[A-Za-z0-9_-]{16}$/.test(nonce)) return null;
  const picked = fields.get('choice');
  const choice = picked !== null && /^\d{1,2}$/.test(picked) ? Number(picked) : null;
  if (picked !== null && (choice === null || choice >= choices)) return null;
  const words = storable(fields.get('words') ?? '')
    .replace(/\r\n?/g, '\n')
    .trim();
  return { nonce, choice, words: words.slice(0, LONGEST_COMMENT) };
}

/**
 * The choice and the words as events, in this order. A form sent twice has the same ids; one that was gone back to and
 * filled in otherwise has others.
 */
export function rateEvents(mail: SentMail, { nonce, choice, words }: RateForm, at: Date): IncomingEvent[] {
  const sender = emailIdentity(String(mail.address.email));
  const common = { channel: 'email', address: mail.address, at, sender } as const;
  const eventId = `page:${mail.token}:${nonce}`;
  const message = refOf(mail);
  const events: IncomingEvent[] = [];
  const token =
    mail.message.kind === 'question' && choice !== null ? mail.message.choices[choice]?.token : undefined;
  if (token !== undefined)
    events.push({ ...common, kind: 'choice', eventId: `${eventId}:${choice}`, token, message });
  if (words !== '')
    events.push({
      ...common,
      kind: 'text',
      eventId: `${eventId}:${digest(words)}`,
      text: words,
      replyTo: message,
    });
  return events;
}

/** A refusal. Repeated it changes nothing by itself; after it was taken back it is a new one. */
export const unsubscribeEvent = (
  mail: SentMail,
  sender: Identity,
  means: string,
  at: Date,
): IncomingEvent => ({
  channel: 'email',
  address: mail.address,
  at,
  sender,
  kind: 'opt_out',
  eventId: `unsubscribe:${mail.token}:${at.getTime()}`,
  means,
});

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
