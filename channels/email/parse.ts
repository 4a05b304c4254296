import { createHash } from 'node:crypto';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { storable } from '../../src/model/storable-text.ts';
import { emailIdentity } from './address.ts';
import { type Report, readReport } from './bounce.ts';
import { machineReason } from './machine-mail.ts';
import { tokenOfMessageId, tokenOfSubject, tokensOfAddresses } from './names.ts';
import { UNSUBSCRIBE } from './outgoing-mail.ts';
import type { Mail } from './read-mail.ts';
import { refOf, type SentMail } from './sent-mails.ts';

/** What is needed to know what a mail is about. */
export interface MailContext {
  /** When it arrived in our mailbox. */
  at: Date;
  /** Our own sender address. */
  from: string;
  /** Name of our mail server in Authentication-Results; null = not looked at. */
  authserv: string | null;
  /** Mails that answer none of ours are left alone. */
  onlyAnswers: boolean;
  /** A send of ours by its token. */
  find(token: string): Promise<SentMail | null>;
}

/** What a mail came to: events, or none and why. */
export interface Parsed {
  events: IncomingEvent[];
  ignored: string | null;
}

const nothing = (ignored: string): Parsed => ({ events: [], ignored });
const only = (event: IncomingEvent): Parsed => ({ events: [event], ignored: null });

/**
 * What one received mail means: at most one event, and none for our own mails and other machines'.
 * Never throws for what stands in the mail, only where `find` does.
 */
export async function parseMail(mail: Mail, context: MailContext): Promise<Parsed> {
  if (tokenOfMessageId(mail.messageId) !== null) return nothing('our own');
  const report = readReport(mail);
  if (report !== null) return reported(mail, report, context);
  const { from } = mail;
  if (from === null || from.mailbox === context.from) return nothing('no sender');
  const machine = machineReason(mail);
  if (machine !== null) return nothing(machine);
  if (isForged(mail, context.authserv)) return nothing('dmarc');
  const sent = await answered(mail, context);
  if (sent === null)
    return context.onlyAnswers ? nothing('no answer to us') : only(newMail(mail, from, context));
  return answer(mail, from, sent, context);
}

type Sender = NonNullable<Mail['from']>;

const base = (mail: Mail, { at }: MailContext) =>
  ({ channel: 'email', eventId: eventIdOf(mail), at }) as const;

/** The same mail gives the same id, whichever way and however often it comes: a mailbox may be numbered anew. */
function eventIdOf({ messageId, from, subject, text }: Mail): string {
  const whole = JSON.stringify([messageId, from?.mailbox, subject, text]);
  return `mail:${createHash('sha256').update(whole).digest('base64url')}`;
}

const senderOf = ({ mailbox, name }: Sender) => ({
  ...emailIdentity(mailbox),
  ...(name !== '' && { name: storable(name) }),
});

function answer(mail: Mail, from: Sender, sent: SentMail, context: MailContext): Parsed {
  const common = { ...base(mail, context), address: sent.address, sender: senderOf(from) };
  if (mail.subject.trim().toLowerCase().startsWith(UNSUBSCRIBE) && mail.text.length < 200) {
    return only({ ...common, kind: 'opt_out', means: 'mail' });
  }
  if (mail.text === '') return nothing('no text');
  const replyTo = refOf(sent);
  return only({ ...common, kind: 'text', text: mail.text.slice(0, LONGEST_TEXT), replyTo });
}

const LONGEST_TEXT = 20_000;

/** A mail that answers none of ours: its subject is part of what is said. */
function newMail(mail: Mail, from: Sender, context: MailContext): IncomingEvent {
  const said = [mail.subject.trim(), mail.text].filter((part) => part !== '').join('\n\n');
  return {
    ...base(mail, context),
    kind: 'text',
    address: { email: from.mailbox },
    sender: senderOf(from),
    text: (said === '' ? '…' : said).slice(0, LONGEST_TEXT),
  };
}

/** The mail of ours that it answers: by plus address, else by the ids that it refers to, else by its subject. */
async function answered(mail: Mail, { find }: MailContext): Promise<SentMail | null> {
  const named = [
    ...tokensOfAddresses(mail.recipients),
    ...mail.answers.map(tokenOfMessageId),
    tokenOfSubject(mail.subject),
  ];
  for (const token of new Set(named.filter((one) => one !== null))) {
    const sent = await find(token);
    if (sent !== null) return sent;
  }
  return null;
}

async function reported(mail: Mail, report: Report, context: MailContext): Promise<Parsed> {
  if (report.kind === 'nothing') return nothing('report');
  const sent = await context.find(report.token);
  if (sent === null) return nothing('report');
  const { address } = sent;
  const common = { ...base(mail, context), address };
  const message = refOf(sent);
  switch (report.kind) {
    case 'failed':
      return only({ ...common, kind: 'status', message, status: 'failed', code: report.code });
    case 'delivered':
      return only({ ...common, kind: 'status', message, status: 'delivered' });
    case 'complaint':
      return only({
        ...common,
        kind: 'opt_out',
        means: 'complaint',
        sender: emailIdentity(String(address.email)),
      });
  }
}

/** Our own mail server found that the sender's domain did not send it. Headers under other names prove nothing. */
function isForged(mail: Mail, authserv: string | null): boolean {
  if (authserv === null) return false;
  return mail.header('authentication-results').some((value) => {
    const [name = '', ...results] = value.split(';');
    const ours = name.trim().split(/\s/)[0]?.toLowerCase() === authserv.toLowerCase();
    return ours && results.some((result) => /^\s*dmarc\s*=\s*fail\b/i.test(result));
  });
}
