import { z } from 'zod';
import { emailIdentity } from '../../../channels/email/address.ts';
import { rateEvents, readForm, unsubscribeEvent } from '../../../channels/email/forms.ts';
import { parseMail } from '../../../channels/email/parse.ts';
import { readMail } from '../../../channels/email/read-mail.ts';
import type { SentMail } from '../../../channels/email/sent-mails.ts';
import type { IncomingEvent } from '../../../src/model/incoming.ts';

const Sent = z.object({
  token: z.string(),
  messageId: z.string(),
  place: z.string().default('email:ayse@example.com'),
  address: z.record(z.string(), z.string()),
  message: z.looseObject({
    kind: z.enum(['question', 'text']),
    choices: z.array(z.object({ token: z.string().max(64), label: z.string() })).default([]),
  }),
  linksUntil: z.string(),
});

/** What a fixture holds: a mail as IMAP gives it, or a form as a browser posts it; and the send that it is about. */
const Fixture = z.object({
  sent: Sent.nullable(),
  mail: z.object({ internalDate: z.coerce.date(), lines: z.array(z.string()) }).optional(),
  form: z
    .object({ at: z.coerce.date(), path: z.enum(['/rate', '/unsubscribe']), body: z.string() })
    .optional(),
});

/** A fixture as the channel reads it; rubbish is no event and no error. */
export async function parseFixture(raw: unknown): Promise<IncomingEvent[]> {
  const fixture = Fixture.safeParse(raw);
  if (!fixture.success) return [];
  const { mail, form } = fixture.data;
  const sent = fixture.data.sent as SentMail | null;
  if (mail !== undefined) return fromMail(mail.lines.join('\r\n'), mail.internalDate, sent);
  if (form === undefined || sent === null) return [];
  if (form.path === '/unsubscribe') {
    return [unsubscribeEvent(sent, emailIdentity(String(sent.address.email)), 'one_click', form.at)];
  }
  const choices = sent.message.kind === 'question' ? sent.message.choices.length : 0;
  const filled = readForm(Buffer.from(form.body), choices);
  return filled === null ? [] : rateEvents(sent, filled, form.at);
}

async function fromMail(source: string, at: Date, sent: SentMail | null): Promise<IncomingEvent[]> {
  const read = await readMail(Buffer.from(source, 'utf8'));
  if (read === null) return [];
  const context = {
    at,
    from: 'survey@acme.example',
    authserv: 'mx.acme.example',
    onlyAnswers: false,
    find: async (token: string) => (token === sent?.token ? sent : null),
  };
  return (await parseMail(read, context)).events;
}
