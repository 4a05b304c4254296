import { z } from 'zod';
import { normalMailbox } from './address.ts';

/** "Acme Support <survey@acme.example>" or the bare address. */
const From = z
  .string()
  .trim()
  .max(300)
  .transform((text, context) => {
    const [, name = '', inner] = /^([^<>\r\n]*)<([^<>]+)>$/.exec(text) ?? [];
    const address = normalMailbox(inner ?? text);
    if (address !== null) return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
    context.addIssue({ code: 'custom', message: 'expected "Acme Support <survey@acme.example>"' });
    return z.NEVER;
  });

/** Whether user, password and folder can be read back from a URL. */
function isDecodable(url: string): boolean {
  try {
    const { username, password, pathname } = new URL(url);
    return [username, password, pathname].map(decodeURIComponent).length > 0;
  } catch {
    return false;
  }
}

const NOT_DECODABLE = 'expected a "%" in user or password to be written as "%25"';

const Flag = z.enum(['0', '1']).default('0');

/** What the e-mail channel is told through the environment. */
export const EmailSettings = z
  .object({
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, error: 'expected a URL such as "smtps://user:password@smtp.example.com"' })
      .refine(isDecodable, NOT_DECODABLE)
      .describe(
        'SMTP server that takes our mail: smtps://user:password@host (TLS at once) or smtp://…:587 (STARTTLS). E-mail is on when this and EMAIL_FROM are set.',
      ),
    EMAIL_FROM: From.describe('Sender of the mails: "Acme Support <survey@acme.example>".'),
    IMAP_URL: z
      .url({ protocol: /^imaps?$/, error: 'expected a URL such as "imaps://user:password@imap.example.com"' })
      .refine(isDecodable, NOT_DECODABLE)
      .optional()
      .describe(
        'Mailbox where replies and bounces arrive: imaps://user:password@host/INBOX. Without it only links and EMAIL_INBOUND_SECRET bring answers in.',
      ),
    EMAIL_REPLY_TO: z
      .string()
      .transform((text, context) => {
        const address = normalMailbox(text);
        if (address !== null) return address;
        context.addIssue({ code: 'custom', message: 'expected a mail address such as "reply@acme.example"' });
        return z.NEVER;
      })
      .optional()
      .describe('Address of that mailbox, where it is not the one of EMAIL_FROM.'),
    EMAIL_REPLY_TOKEN: z
      .enum(['plus', 'subject'])
      .default('plus')
      .describe(
        'How a reply names its question: "plus" (reply+token@…, the surest), or "subject" (at the end of the subject) for servers without plus addresses.',
      ),
    EMAIL_INBOUND_SECRET: z
      .string()
      .min(16, 'expected at least 16 characters')
      .optional()
      .describe(
        'Lets a mail server hand in mails over HTTP: POST PUBLIC_URL/channels/email/inbound with "Authorization: Bearer" and this.',
      ),
    EMAIL_SHARED_MAILBOX: Flag.describe(
      '1: people or a helpdesk read the mailbox too; mails that answer none of ours are left to them.',
    ),
    EMAIL_POLL_SECONDS: z.coerce
      .number()
      .int()
      .min(5)
      .max(1500)
      .default(60)
      .describe(
        'The mailbox is looked at so often, in seconds, also where the server tells of new mail at once.',
      ),
    EMAIL_LINK_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(30)
      .describe('For so many days the links of a mail open the rating page.'),
    EMAIL_AUTHSERV_ID: z
      .string()
      .trim()
      .min(1)
      .optional()
      .describe(
        'Name under which your own mail server writes Authentication-Results: mails that it marks dmarc=fail are then left out.',
      ),
    EMAIL_DKIM_DOMAIN: z
      .string()
      .optional()
      .describe('Signs mails with DKIM for this domain, where the SMTP server does not sign itself.'),
    EMAIL_DKIM_SELECTOR: z
      .string()
      .optional()
      .describe('Selector of that key: its public part stands in DNS at <selector>._domainkey.<domain>.'),
    EMAIL_DKIM_KEY: z
      .string()
      .transform((text) => text.replaceAll('\\n', '\n'))
      .optional()
      .describe('Private key as PEM, its lines parted by \\n, or the path of its file.'),
  })
  .superRefine((settings, context) => {
    const { EMAIL_DKIM_DOMAIN, EMAIL_DKIM_SELECTOR, EMAIL_DKIM_KEY } = settings;
    const parts = { EMAIL_DKIM_DOMAIN, EMAIL_DKIM_SELECTOR, EMAIL_DKIM_KEY };
    const missing = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [name] : []));
    if (missing.length === 0 || missing.length === 3) return;
    for (const name of missing) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'DKIM needs domain, selector and key together',
      });
    }
  });
export type EmailSettings = z.infer<typeof EmailSettings>;

/** The mailbox that replies go to. */
export const replyMailbox = (settings: EmailSettings): string =>
  settings.EMAIL_REPLY_TO ?? settings.EMAIL_FROM.address;
