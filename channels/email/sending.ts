import type { Channel } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import { emailAddress } from './address.ts';
import { linksOf } from './mail-links.ts';
import type { MailThread } from './mail-thread.ts';
import type { MailboxPlace } from './mailbox.ts';
import { domainOf, messageIdOf, sendToken } from './names.ts';
import { outgoingMail } from './outgoing-mail.ts';
import { isInSentFolder } from './sent-folder.ts';
import { refOf, type SentMail, type SentMails } from './sent-mails.ts';
import type { EmailSettings } from './settings.ts';
import type { Smtp } from './smtp.ts';
import type { Visits } from './visits.ts';

/** What sending needs of the channel. */
export interface SendingDesk {
  settings: EmailSettings;
  context: ChannelContext;
  secret: Uint8Array;
  smtp: Smtp;
  sent: SentMails;
  visits: Visits;
  thread: MailThread;
  /** Where to look for a send of unknown end; null = nowhere. */
  place: MailboxPlace | null;
}

const DAY_MS = 86_400_000;

/** Sends a message: to the page of whoever waits there, else as a mail. */
export function createSending(desk: SendingDesk): Pick<Required<Channel>, 'send' | 'reconcile'> {
  const { settings, context, secret, smtp, sent, thread, place } = desk;
  return {
    async send(address, message, key) {
      const { mail, onPage, before } = await note(desk, address, message, key);
      if (onPage) return refOf(mail);
      const { token, messageId } = mail;
      const links = linksOf(context.publicUrl, secret, mail);
      const words = context.words(message.language);
      await smtp.send(
        outgoingMail({ settings, address, message, token, messageId, words, links, thread: before }),
      );
      // The mail is out: that the next one cannot refer to it is no failure of the send.
      await thread.add(mail.place, messageId).catch(() => {});
      return refOf(mail);
    },
    /** What was never noted was never begun. What was, is looked for; not finding it proves nothing. */
    async reconcile(_address, key) {
      const mail = await sent.find(sendToken(secret, key));
      if (mail === null) return 'not_sent';
      if (place === null) return 'unknown';
      return (await isInSentFolder(place, mail.messageId)) ? refOf(mail) : 'unknown';
    },
  };
}

/** Kept before it is sent: a reply may be quicker than we are. */
async function note(
  { settings, context, secret, sent, visits, thread }: SendingDesk,
  address: Address,
  message: OutgoingMessage,
  key: string,
): Promise<{ mail: SentMail; onPage: boolean; before: string[] }> {
  const token = sendToken(secret, key);
  const messageId = messageIdOf(token, domainOf(settings.EMAIL_FROM.address));
  const place = `email:${emailAddress.toKey(address)}`;
  const linksUntil = new Date(context.now().getTime() + settings.EMAIL_LINK_DAYS * DAY_MS).toISOString();
  const byAgent = message.kind === 'text' && message.author?.role === 'agent';
  try {
    const mail = await sent.note({ token, messageId, address, place, message, linksUntil });
    const onPage = !byAgent && (await visits.offer(mail.place, token));
    return { mail, onPage, before: onPage ? [] : await thread.recent(place) };
  } catch (cause) {
    throw new ChannelError('temporary', 'transcript', 'The send could not be noted.', { cause });
  }
}
