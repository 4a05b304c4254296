import type { Transcript } from '../../src/model/channel-context.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';

/** What is kept of a send, so that a reply, a link or a bounce finds where it belongs. */
export interface SentMail {
  token: string;
  messageId: string;
  address: Address;
  /** The thread that it is of, by the name under which a person's threads are erased. */
  place: string;
  message: OutgoingMessage;
  /** When the links stop working, ISO 8601: the same in every attempt of this send. */
  linksUntil: string;
}

/** The sends of this channel, found by their token. */
export interface SentMails {
  /** Notes a send before it happens; the same token again answers what was noted first. */
  note(mail: SentMail): Promise<SentMail>;
  find(token: string): Promise<SentMail | null>;
}

const thread = (token: string): string => `email:sent:${token}`;

export function sentMailsIn(transcript: Transcript): SentMails {
  return {
    note: async (mail) => (await transcript.append(thread(mail.token), 'sent', mail)).body as SentMail,
    find: async (token) => ((await transcript.find(thread(token), 'sent'))?.body as SentMail) ?? null,
  };
}

/** How a mail of ours is named towards the core. */
export const refOf = ({ messageId }: SentMail): MessageRef => ({ message_id: messageId });
