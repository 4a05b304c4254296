import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import { chatOf } from './address.ts';
import { type Client, createPoll } from './library.ts';
import type { WebMessage } from './render.ts';

/**
 * Writes a message into a chat. Answers its short id and the chat it went into. `before` is waited for when the chat is
 * known and nothing has been written yet. @throws ChannelError
 */
export async function write(
  client: Client,
  address: Address,
  message: WebMessage,
  callMs: number,
  before: (chat: string) => Promise<void>,
): Promise<{ id: string; chat: string }> {
  const chat = await within(callMs, chatFor(client, address)).catch((error: unknown) => {
    if (error instanceof ChannelError) throw error;
    // Nothing has been written yet.
    throw new ChannelError('temporary', 'lookup', 'WhatsApp Web could not look the number up', {
      cause: error,
    });
  });
  await before(chat).catch((cause: unknown) => {
    throw new ChannelError('temporary', 'transcript', 'The send could not be written down beforehand', {
      cause,
    });
  });
  const content = message.type === 'text' ? message.text : await createPoll(message.name, message.options);
  const options = { sendSeen: false, linkPreview: false } as const;
  const sent = await within(callMs, client.sendMessage(chat, content, options)).catch(failed);
  // The page may have taken it and lost sight of it: nobody is asked twice.
  if (sent === undefined || sent === null) {
    throw new ChannelError('uncertain', 'no_message', 'WhatsApp Web showed no message after the send');
  }
  return { id: String(sent.id.id), chat };
}

/** An unknown number fails in the middle of a send, so it is asked about first. */
async function chatFor(client: Client, address: Address): Promise<string> {
  const chat = chatOf(address);
  if (address.phone === undefined) return chat;
  const known = await client.getNumberId(chat);
  if (known === null) {
    throw new ChannelError('unreachable', 'not_on_whatsapp', 'This number is not on WhatsApp');
  }
  return known._serialized;
}

function failed(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error);
  if (/No LID for user/i.test(words)) {
    throw new ChannelError('unreachable', 'no_lid', 'WhatsApp Web knows nobody under this number', {
      cause: error,
    });
  }
  const code = error instanceof TimedOut ? 'timeout' : 'page';
  throw new ChannelError('uncertain', code, `WhatsApp Web did not finish the send (${code})`, {
    cause: error,
  });
}

class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** On a crashed page calls hang for as long as the browser's own time-out is. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimedOut(`no answer in ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
