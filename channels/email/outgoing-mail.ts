import type { Address } from '../../src/model/conversation.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import type { Words } from '../../src/model/words.ts';
import { plusAddress, subjectTag } from './names.ts';
import { type MailLinks, renderMail } from './render.ts';
import { type EmailSettings, replyMailbox } from './settings.ts';

/** All that one mail is made of. */
export interface MailParts {
  settings: EmailSettings;
  address: Address;
  message: OutgoingMessage;
  token: string;
  messageId: string;
  words: Words;
  links: MailLinks | null;
}

const LONGEST_SUBJECT = 200;

/** Subject of the mail that a mail program writes by itself to unsubscribe. */
export const UNSUBSCRIBE = 'unsubscribe';

/** One mail as nodemailer takes it. Pure: the same parts give the same mail. */
export function outgoingMail({ settings, address, message, token, messageId, words, links }: MailParts) {
  const reply = replyMailbox(settings);
  const byPlus = settings.EMAIL_REPLY_TOKEN === 'plus';
  const replyTo = byPlus ? plusAddress(reply, token) : reply;
  const tag = byPlus ? '' : ` ${subjectTag(token)}`;
  const customers = address.message_id === undefined ? null : String(address.message_id);
  return {
    from: { name: senderName(settings, message), address: settings.EMAIL_FROM.address },
    to: String(address.email),
    replyTo,
    subject: subjectOf(address, words, tag),
    ...renderMail(message, words, links),
    messageId,
    ...(customers !== null && { inReplyTo: customers, references: [customers] }),
    headers: {
      // RFC 3834, and what Exchange reads: nobody's holiday answers a machine.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      ...unsubscribeHeaders(links, `mailto:${replyTo}?subject=${encodeURIComponent(`${UNSUBSCRIBE}${tag}`)}`),
    },
    // A bounce comes back with the name of what bounced, whatever the other server quotes of it.
    envelope: { from: replyTo, to: [String(address.email)] },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Prepared, because nodemailer's own `list` would wrap One-Click as if it were an address (RFC 8058). */
function unsubscribeHeaders(links: MailLinks | null, byMail: string) {
  const prepared = (value: string) => ({ prepared: true, value });
  if (links === null) return { 'List-Unsubscribe': prepared(`<${byMail}>`) };
  return {
    'List-Unsubscribe': prepared(`<${links.unsubscribe}>, <${byMail}>`),
    'List-Unsubscribe-Post': prepared('List-Unsubscribe=One-Click'),
  };
}

function senderName({ EMAIL_FROM }: EmailSettings, message: OutgoingMessage): string {
  const agent = message.kind === 'text' && message.author?.role === 'agent' ? message.author.name : undefined;
  return agent ?? EMAIL_FROM.name;
}

const REPLY_PREFIX = /^(re|aw|ynt|cevap|sv|rv|tr|رد)\s*:/i;

function subjectOf({ subject }: Address, words: Words, tag: string): string {
  const own = subject === undefined ? words.mail_subject : String(subject);
  const answered = subject === undefined || REPLY_PREFIX.test(own) ? own : `Re: ${own}`;
  return shorten(answered.replace(/[\r\n]+/g, ' '), LONGEST_SUBJECT - tag.length) + tag;
}
