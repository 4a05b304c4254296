import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { whatsappWebAddress } from './address.ts';
import { WebMessageData } from './parse.ts';

/** The business wrote its command into a chat from the phone: the conversation there is closed. */
export async function closing(
  raw: unknown,
  command: string,
  addressOf: (chat: string) => Promise<Address | null>,
): Promise<IncomingEvent | null> {
  const message = WebMessageData.safeParse(raw).data;
  if (message?.type !== 'chat' || message.body.trim().toLowerCase() !== command.toLowerCase()) return null;
  const customer = message.to === undefined ? null : await addressOf(message.to);
  if (customer === null) return null;
  return {
    channel: 'whatsapp-web',
    eventId: message.id.id,
    address: customer,
    at: new Date(message.t * 1000),
    kind: 'closed',
    conversation: `${whatsappWebAddress.toKey(customer)} ${message.id.id}`,
    sender: { type: 'whatsapp', value: message.from },
    customer: whatsappWebAddress.identity(customer),
    tags: [],
  };
}
