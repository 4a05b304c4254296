import { z } from 'zod';

/** The parts of a Bot API update that are read here; whatever else a message holds is let through unread. */

const User = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  language_code: z.string().optional(),
});
export type User = z.infer<typeof User>;

const Chat = z.object({
  id: z.int().refine((id) => id !== 0),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
});

const Message = z.object({
  message_id: z.int(),
  /** Unix seconds; 0 for a message that the bot may no longer see. */
  date: z.int().min(0).max(8_000_000_000),
  chat: Chat,
  from: User.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  sticker: z.object({ emoji: z.string().optional() }).optional(),
  photo: z.unknown().optional(),
  video: z.unknown().optional(),
  animation: z.unknown().optional(),
  video_note: z.unknown().optional(),
  voice: z.unknown().optional(),
  audio: z.unknown().optional(),
  document: z.unknown().optional(),
  location: z.unknown().optional(),
  contact: z.unknown().optional(),
  message_thread_id: z.int().positive().optional(),
  is_topic_message: z.boolean().optional(),
  business_connection_id: z.string().optional(),
  sender_business_bot: z.object({ id: z.int() }).optional(),
  is_automatic_forward: z.boolean().optional(),
  /** For whom an anonymous admin speaks: the group itself. */
  sender_chat: z.object({ id: z.int() }).optional(),
  reply_to_message: z.object({ message_id: z.int(), from: User.optional() }).optional(),
  migrate_to_chat_id: z.int().optional(),
});
export type Message = z.infer<typeof Message>;

const CallbackQuery = z.object({
  id: z.string(),
  from: User,
  message: Message.optional(),
  data: z.string().optional(),
});
export type CallbackQuery = z.infer<typeof CallbackQuery>;

const MyChatMember = z.object({
  chat: Chat,
  date: z.int().min(0).max(8_000_000_000),
  new_chat_member: z.object({ status: z.string() }),
});
export type MyChatMember = z.infer<typeof MyChatMember>;

export const Update = z.object({
  update_id: z.int().nonnegative(),
  message: Message.optional(),
  business_message: Message.optional(),
  callback_query: CallbackQuery.optional(),
  my_chat_member: MyChatMember.optional(),
});
export type Update = z.infer<typeof Update>;

/** What Telegram is asked to deliver: everything else would come for nothing. */
export const ALLOWED_UPDATES = ['message', 'business_message', 'callback_query', 'my_chat_member'] as const;
