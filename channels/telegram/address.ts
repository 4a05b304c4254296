import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Identity } from '../../src/model/contact.ts';
import type { Address } from '../../src/model/conversation.ts';

const ChatId = z
  .union([z.string().trim(), z.int().transform(String)])
  .pipe(z.string().regex(/^-?[1-9]\d{0,19}$/, 'expected a chat id such as "4242" or "-1001234567890"'));

const ThreadId = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().positive());

const TelegramAddress = z
  .strictObject({
    chat_id: ChatId,
    /** A topic of a forum group. */
    message_thread_id: ThreadId.optional(),
    /** The business account in whose name the bot writes. */
    business_connection_id: z
      .string()
      .regex(/^[\w=+.:-]{1,200}$/, 'expected a business connection id')
      .optional(),
  })
  .transform(
    ({ chat_id, message_thread_id, business_connection_id }): Address => ({
      chat_id,
      ...(message_thread_id !== undefined && { message_thread_id }),
      ...(business_connection_id !== undefined && { business_connection_id }),
    }),
  );

/** "4242", "-1001234567890/17" (a topic), "4242//BC-1" (through a business account). */
function toKey({ chat_id, message_thread_id, business_connection_id }: Address): string {
  const parts = [chat_id, message_thread_id ?? '', business_connection_id ?? ''];
  return parts.join('/').replace(/\/{1,2}$/, '');
}

function fromKey(key: string): Address {
  const [chat_id, thread = '', business = ''] = key.split('/');
  return TelegramAddress.parse({
    chat_id,
    ...(thread !== '' && { message_thread_id: thread }),
    ...(business !== '' && { business_connection_id: business }),
  });
}

/** A private chat has its user's id; groups have negative ids and name nobody. */
function identity({ chat_id }: Address): Identity | null {
  const id = String(chat_id);
  return id.startsWith('-') ? null : { type: 'telegram', value: id };
}

export const telegramAddress: AddressCodec = {
  schema: TelegramAddress,
  example: { chat_id: '4242' },
  toKey,
  fromKey,
  rateKey: ({ chat_id }) => String(chat_id),
  identity,
};
