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
  /** Message-IDs of what was written here before, oldest first. */
  thread: readonly string[];
  links: MailLinks | null;
}

const LONGEST_SUBJECT = 200;

/** RFC 3834, and what Exchange reads: nobody's holiday answers a machine. */
const BY_MACHINE = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' };

/** Subject of the mail that a mail program writes by itself to unsubscribe. */
export const UNSUBSCRIBE = 'unsubscribe';

/** One mail as nodemailer takes it. Pure: the same parts give the same mail. */
export function outgoingMail(parts: MailParts) {
  const { settings, address, message, token, messageId, words, links } = parts;
  const reply = replyMailbox(settings);
  const byPlus = settings.EMAIL_REPLY_TOKEN === 'plus';
  const replyTo = byPlus ? plusAddress(reply, token) : reply;
  const tag = byPlus ? '' : ` ${subjectTag(token)}`;
  const byAgent = message.kind === 'text' && message.author?.role === 'agent';
  const references = referencesOf(parts);
  const last = references.at(-1);
  return {
    from: { name: senderName(settings, message), address: settings.EMAIL_FROM.address },
    to: String(address.email),
    replyTo,
    subject: subjectOf(parts, tag),
    ...renderMail(message, words, links),
    messageId,
    ...(last !== undefined && { inReplyTo: last, references }),
    headers: {
      ...(!byAgent && BY_MACHINE),
      ...(!byAgent &&
        unsubscribeHeaders(links, `mailto:${replyTo}?subject=${encodeURIComponent(`${UNSUBSCRIBE}${tag}`)}`)),
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

/** The customer's mail that the hook named comes first: it is the root of what we write. */
function referencesOf({ address, thread, messageId }: MailParts): string[] {
  const root = address.message_id === undefined ? [] : [String(address.message_id)];
  return [...new Set([...root, ...thread])].filter((id) => id !== messageId);
}

function subjectOf({ address, words, thread }: MailParts, tag: string): string {
  const first = address.subject === undefined && thread.length === 0;
  const own = address.subject === undefined ? words.mail_subject : String(address.subject);
  const answered = first || REPLY_PREFIX.test(own) ? own : `Re: ${own}`;
  return shorten(answered.replace(/[\r\n]+/g, ' '), LONGEST_SUBJECT - tag.length) + tag;
}
