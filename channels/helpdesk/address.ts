import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Address } from '../../src/model/conversation.ts';

export const HELPDESKS = ['chatwoot', 'zendesk', 'intercom', 'rocket-chat'] as const;
export type HelpdeskName = (typeof HELPDESKS)[number];

const Schema = z.strictObject({
  helpdesk: z.enum(HELPDESKS, { error: `expected one of ${HELPDESKS.join(', ')}` }),
  /** The helpdesk's own id of the conversation: number of the ticket, id of the room. */
  conversation: z
    .union([z.string().trim(), z.int().nonnegative().transform(String)])
    .pipe(z.string().regex(/^(?!\.+$)[\w.-]{1,120}$/, 'expected the id of a conversation, such as "2376"')),
});

export interface Thread {
  helpdesk: HelpdeskName;
  conversation: string;
}

export const threadOf = (address: Address): Thread => Schema.parse(address);

const fromKey = (key: string): Address => {
  const [helpdesk = '', ...conversation] = key.split('/');
  return Schema.parse({ helpdesk, conversation: conversation.join('/') });
};

/** A conversation is a place and no person: customer, agents and those in copy write there. */
export const helpdeskAddress: AddressCodec = {
  schema: Schema,
  example: { helpdesk: 'chatwoot', conversation: '2376' },
  toKey: ({ helpdesk, conversation }) => `${helpdesk}/${conversation}`,
  fromKey,
  identity: () => null,
};
