import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { emailAddress } from './address.ts';
import type { MailThread } from './mail-thread.ts';
import { type MailContext, parseMail } from './parse.ts';
import { readMail } from './read-mail.ts';
import type { SentMails } from './sent-mails.ts';
import type { EmailSettings } from './settings.ts';

/** Takes received mails one by one, however they came. */
export interface Inbound {
  /**
   * Resolves when what the mail says is stored, or that it says nothing; rejects when it could not be stored.
   * @param onlyAnswers leaves mails alone that answer none of ours; default: as the settings say
   */
  take(source: Uint8Array, at: Date, sink: Sink, onlyAnswers?: boolean): Promise<void>;
}

export function createInbound(
  settings: EmailSettings,
  { sent, thread }: { sent: SentMails; thread: MailThread },
  log: ChannelContext['log'],
): Inbound {
  const fixed: Omit<MailContext, 'at' | 'onlyAnswers'> = {
    from: settings.EMAIL_FROM.address,
    authserv: settings.EMAIL_AUTHSERV_ID ?? null,
    find: sent.find,
  };
  const shared = settings.EMAIL_SHARED_MAILBOX === '1';
  return {
    async take(source, at, sink, onlyAnswers = shared) {
      const mail = await readMail(source);
      if (mail === null) {
        log.warn({ bytes: source.length }, 'email: a mail could not be read and is left out');
        return;
      }
      const { events, ignored } = await parseMail(mail, { ...fixed, at, onlyAnswers });
      if (ignored !== null) log.debug({ reason: ignored }, 'email: a mail is no answer');
      for (const event of events) {
        // Before it is handed in: what we answer to it refers to it.
        if (event.kind === 'text' && event.replyTo !== undefined && mail.messageId !== '') {
          await thread.add(`email:${emailAddress.toKey(event.address)}`, mail.messageId);
        }
        await sink(event);
      }
    },
  };
}
