import { signLink } from './links.ts';
import type { MailLinks } from './render.ts';
import type { SentMail } from './sent-mails.ts';

/** The signed part of a link to the rating page: with a choice marked, or with none. */
export const rateLink = (
  secret: Uint8Array,
  { token, linksUntil }: SentMail,
  choice: number | null,
): string => signLink(secret, { purpose: 'rate', send: token, choice, expiresAt: new Date(linksUntil) });

/** The links of a mail; null where the outside cannot reach us. */
export function linksOf(publicUrl: string | null, secret: Uint8Array, mail: SentMail): MailLinks | null {
  if (publicUrl === null) return null;
  const url = (page: string, link: string) => `${publicUrl}/channels/email/${page}?t=${link}`;
  return {
    rate: (choice) => url('rate', rateLink(secret, mail, choice)),
    unsubscribe: url('unsubscribe', signLink(secret, { purpose: 'unsubscribe', send: mail.token })),
  };
}
