import { type Api, GrammyError } from 'grammy';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { type Message, Update } from './update.ts';

/** `/close`, `/close@our_bot`, `/close billing refund`: words after it become tags. */
const COMMAND = /^\/close(?:@(\w{1,64}))?(?:\s|$)/i;
const MOST_TAGS = 20;
const LONGEST_TAG = 100;

/** What a message says about closing: null when it is no such command, or in a private chat, where no agents are. */
export function closingIn({ text = '', chat, business_connection_id }: Message): { tags: string[] } | null {
  const command = COMMAND.exec(text);
  const agentsAreHere = chat.type !== 'private' || business_connection_id !== undefined;
  if (command === null || !agentsAreHere) return null;
  const words = text.slice(command[0].length).trim().split(/\s+/).filter(Boolean);
  return { tags: words.slice(0, MOST_TAGS).map((word) => word.slice(0, LONGEST_TAG)) };
}

/** Who closes may not be just anybody: in a group its admins, in a business chat the account's owner. */
export function createCloseGuard(api: Api): (raw: unknown, event: IncomingEvent) => Promise<boolean> {
  let username: string | null = null;

  return async (raw, event) => {
    if (event.kind !== 'closed') return true;
    const update = Update.safeParse(raw).data;
    const message = update?.message ?? update?.business_message;
    if (message === undefined) return false;
    const [, addressee] = COMMAND.exec(message.text ?? '') ?? [];
    username ??= (await api.getMe()).username;
    if (addressee !== undefined && addressee.toLowerCase() !== username.toLowerCase()) return false;
    if (message.business_connection_id !== undefined) return message.from?.id !== message.chat.id;
    return message.sender_chat?.id === message.chat.id || isAdmin(api, message);
  };
}

/** @throws when Telegram could not be asked: the update comes again */
async function isAdmin(api: Api, { chat, from }: Message): Promise<boolean> {
  if (from === undefined || from.is_bot) return false;
  try {
    const { status } = await api.getChatMember(chat.id, from.id);
    return status === 'creator' || status === 'administrator';
  } catch (error) {
    if (error instanceof GrammyError && error.error_code < 429) return false;
    throw error;
  }
}
