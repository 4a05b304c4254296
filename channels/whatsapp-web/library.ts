import type { Client, Message, PollVote, Reaction } from 'whatsapp-web.js';
import { CLIENT_ID } from './profile.ts';
import type { WhatsappWebSettings } from './settings.ts';

export type { Client };

/** How the browser is started. */
export interface Starting {
  settings: WhatsappWebSettings;
  dataDir: string;
  authTimeoutMs: number;
}

/**
 * A client of whatsapp-web.js. The library, and with it puppeteer, is loaded only here: whoever does not use this
 * channel does not pay for it.
 */
export async function createClient({ settings, dataDir, authTimeoutMs }: Starting): Promise<Client> {
  const { default: library } = await import('whatsapp-web.js');
  const auth = new library.LocalAuth({ clientId: CLIENT_ID, dataPath: dataDir });
  // It would take the profile away under the running browser: that is done here, after the browser is gone.
  auth.logout = async () => {};
  const { WHATSAPP_WEB_PHONE: phone, WHATSAPP_WEB_ARGS: args, WHATSAPP_WEB_TIMEOUT: seconds } = settings;
  return new library.Client({
    authStrategy: auth,
    authTimeoutMs,
    webVersionCache: { type: 'none' },
    ...(phone !== undefined && { pairWithPhoneNumber: { phoneNumber: phone } }),
    puppeteer: {
      headless: true,
      executablePath: settings.CHROMIUM_PATH,
      protocolTimeout: seconds * 1000,
      args: [...sandbox(), '--disable-gpu', '--no-first-run', ...args],
    },
  });
}

/** Chromium refuses to run as root with its sandbox. */
const sandbox = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

export async function createPoll(name: string, options: string[]) {
  const { default: library } = await import('whatsapp-web.js');
  return new library.Poll(name, options, { allowMultipleAnswers: false } as never);
}

/** What the library hands over, in the form that is parsed: plain, and with both shapes of ids. */
export const rawMessage = (message: Message): object => {
  const data = (message as { _data?: Record<string, unknown> })._data ?? {};
  const { from, to, type, body, timestamp: t, id } = message;
  return {
    kind: 'message',
    id,
    from,
    to,
    type,
    body: typeof body === 'string' ? body : '',
    t,
    notifyName: data.notifyName,
    quotedStanzaID: data.quotedStanzaID,
  };
};

export const rawVote = (vote: PollVote): object => {
  const { parentMsgKey, voter, selectedOptions, interractedAtTs } = vote as unknown as {
    parentMsgKey: unknown;
    voter: unknown;
    selectedOptions: { localId?: number; id?: number }[];
    interractedAtTs: number;
  };
  const selected = selectedOptions.map(({ localId, id }) => localId ?? id);
  return { kind: 'vote', poll: parentMsgKey, voter, selected, ts: interractedAtTs, asked: askedIn(vote) };
};

/** The poll itself, where the page still has it. */
const askedIn = ({ parentMessage }: PollVote): object | undefined =>
  parentMessage?.pollName === undefined ? undefined : pollIn(parentMessage);

export const pollIn = ({ pollName, pollOptions, timestamp: t }: Message): object => ({
  name: pollName,
  options: (pollOptions as unknown as { name: unknown }[] | undefined)?.map(({ name }) => name),
  t,
});

/** The last messages of a chat, both sides', oldest first. */
export async function lastMessages(client: Client, chat: string, limit: number): Promise<Message[]> {
  const found = await client.getChatById(chat);
  const messages = (await found?.fetchMessages({ limit })) ?? [];
  return messages.toSorted((a, b) => a.timestamp - b.timestamp);
}

export const rawAck = (message: Message, ack: number): object => ({
  kind: 'ack',
  id: message.id,
  to: message.to,
  ack,
  t: message.timestamp,
});

export const rawReaction = (reaction: Reaction): object => ({
  kind: 'reaction',
  id: reaction.id,
  about: reaction.msgId,
  sender: reaction.senderId,
  emoji: reaction.reaction ?? '',
  t: reaction.timestamp,
});
