import type { Address } from '../../src/model/conversation.ts';
import type { Attachment, IncomingEvent } from '../../src/model/incoming.ts';
import type { MessageRef } from '../../src/model/outgoing.ts';
import { telegramAddress } from './address.ts';
import { closingIn } from './closing.ts';
import { type CallbackQuery, type Message, type MyChatMember, Update, type User } from './update.ts';

/**
 * What one Bot API update means to us: at most one event, and none for what is not a person's word (bots, our own
 * messages, channel posts, edits) or not of a known shape. Never throws. `now` is the time of events to which
 * Telegram gives none (a tap).
 */
export function parseUpdate(raw: unknown, now: Date): IncomingEvent[] {
  const update = Update.safeParse(raw);
  if (!update.success) return [];
  const { message, business_message, callback_query, my_chat_member } = update.data;
  const eventId = String(update.data.update_id);
  if (callback_query) return tap(callback_query, eventId, now);
  if (message) return words(message, eventId);
  if (business_message) return words(business_message, eventId);
  if (my_chat_member) return membership(my_chat_member, eventId);
  return [];
}

/** The id under which a tap must be answered, be it one of ours or not; null when the update is no tap. */
export function callbackQueryId(raw: unknown): string | null {
  const query = (raw as { callback_query?: { id?: unknown } } | null | undefined)?.callback_query;
  return typeof query?.id === 'string' ? query.id : null;
}

function tap(query: CallbackQuery, eventId: string, at: Date): IncomingEvent[] {
  const { data, message, from } = query;
  const address = message && addressOf(message);
  if (data === undefined || message === undefined || address == null || from.is_bot) return [];
  const common = { channel: 'telegram', eventId, address, at };
  // Clients may send what no button holds: cut to what the model carries, it is no token of ours then.
  const token = data.slice(0, 512);
  return [{ ...common, kind: 'choice', sender: senderOf(from), token, message: refOf(message, message) }];
}

function words(message: Message, eventId: string): IncomingEvent[] {
  const address = addressOf(message);
  if (address === null) return [];
  const common = { channel: 'telegram', eventId, address, at: new Date(message.date * 1000) };
  if (message.migrate_to_chat_id !== undefined && message.migrate_to_chat_id !== 0) {
    const to = { chat_id: String(message.migrate_to_chat_id) };
    return [{ ...common, kind: 'moved', to }];
  }
  const closing = closingIn(message);
  if (closing !== null) return closed(message, common, closing.tags);
  const text = message.text ?? message.caption ?? message.sticker?.emoji ?? '';
  const attachment = text === '' ? attachmentOf(message) : undefined;
  if ((text === '' && attachment === undefined) || !isPerson(message)) return [];
  const replyTo = message.reply_to_message && refOf(message, message.reply_to_message);
  const said = {
    kind: 'text',
    text: text.slice(0, 20_000),
    ...(attachment && { attachment }),
    ...(replyTo && { replyTo }),
  } as const;
  return [{ ...common, ...said, sender: senderOf(message.from) }];
}

/** What was sent without a word; undefined for what nobody sent (somebody joined, a title was changed). */
function attachmentOf(message: Message): Attachment | undefined {
  if (message.photo !== undefined) return 'photo';
  if ((message.video ?? message.animation ?? message.video_note) !== undefined) return 'video';
  if ((message.voice ?? message.audio) !== undefined) return 'voice';
  if (message.document !== undefined) return 'file';
  return (message.location ?? message.contact ?? message.sticker) === undefined ? undefined : 'other';
}

/** An agent's command; whose message it replies to is the customer, in a business chat the chat itself. */
function closed(
  message: Message,
  common: { channel: string; eventId: string; address: Address; at: Date },
  tags: string[],
): IncomingEvent[] {
  const { from, sender_chat, reply_to_message: replied } = message;
  const isAgent = sender_chat?.id === message.chat.id || (from !== undefined && !from.is_bot);
  if (from === undefined || !isAgent || message.sender_business_bot !== undefined) return [];
  const customer = replied?.from?.is_bot === false ? senderOf(replied.from) : undefined;
  const conversation = `${telegramAddress.toKey(common.address)}#${message.message_id}`;
  const sender = senderOf(from);
  return [{ ...common, kind: 'closed', sender, conversation, tags, ...(customer && { customer }) }];
}

function membership({ chat, date, new_chat_member }: MyChatMember, eventId: string): IncomingEvent[] {
  const { status } = new_chat_member;
  if (chat.type === 'channel' || (status !== 'kicked' && status !== 'left')) return [];
  const address = { chat_id: String(chat.id) };
  // In a private chat "kicked" is Telegram's word for a person who blocked the bot.
  const reason = chat.type === 'private' ? 'blocked' : status;
  const at = new Date(date * 1000);
  return [{ channel: 'telegram', eventId, address, at, kind: 'unreachable', reason }];
}

/**
 * Whether a person wrote it to us. Anonymous admins and channels write through accounts that are marked as bots;
 * posts of a linked channel come as automatic forwards; in a business chat the account's owner, whose chat it is
 * not, is the agent and not the customer.
 */
function isPerson(message: Message): message is Message & { from: User } {
  const { from, chat } = message;
  if (from === undefined || from.is_bot || message.is_automatic_forward === true) return false;
  if (message.sender_business_bot !== undefined) return false;
  return message.business_connection_id === undefined || from.id === chat.id;
}

/** The place; null for channels, where nobody answers. A thread counts only where it is a topic: Telegram also
 * numbers chains of replies, and nothing can be sent there. */
function addressOf(message: Message): Address | null {
  const { chat, message_thread_id, is_topic_message, business_connection_id } = message;
  if (chat.type === 'channel') return null;
  const address = telegramAddress.schema.safeParse({
    chat_id: chat.id,
    ...(is_topic_message === true && message_thread_id !== undefined && { message_thread_id }),
    ...(business_connection_id !== undefined && { business_connection_id }),
  });
  return address.success ? address.data : null;
}

const refOf = ({ chat }: Message, { message_id }: { message_id: number }): MessageRef => ({
  chat_id: String(chat.id),
  message_id,
});

function senderOf({ id, first_name, last_name, language_code }: User) {
  const name = [first_name, last_name].filter(Boolean).join(' ');
  return {
    type: 'telegram',
    value: String(id),
    ...(name !== '' && { name }),
    ...(language_code !== undefined && { language: language_code }),
  };
}
