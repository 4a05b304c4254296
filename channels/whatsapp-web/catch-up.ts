import type { Message } from 'whatsapp-web.js';
import type { Log } from '../../src/model/channel-context.ts';
import { type Client, lastMessages, pollIn, rawAck, rawMessage, rawVote } from './library.ts';
import type { Memory, RecentChat } from './memory.ts';
import { AskedPoll } from './parse.ts';
import type { Receiver } from './receive.ts';

/** More than a person says between two looks of ours. */
const MOST_MESSAGES = 50;

interface CatchingUp {
  memory: Memory;
  receiver: Receiver;
  /** The business wrote from its phone. */
  own(raw: unknown): void;
  /** Whether this client is still the one that is connected. */
  runs(client: Client): boolean;
  now(): Date;
  log: Log;
}

/** Something missed, and when it happened (ms). */
interface Missed {
  at: number;
  tell(): void;
}

/**
 * Fetches what happened while nothing ran, or could not be stored before an end, in the chats that we have written into
 * in the last two days and since we did: WhatsApp Web tells of nothing twice. What is known already changes nothing.
 */
export async function catchUp(client: Client, given: CatchingUp): Promise<void> {
  let unread = 0;
  for (const chat of await given.memory.recentChats(given.now())) {
    if (!given.runs(client)) return;
    const messages = await lastMessages(client, chat.chat, MOST_MESSAGES).catch(() => null);
    if (messages === null) unread += 1;
    const missed = await missedIn(client, { ...chat, messages: messages ?? [] }, given);
    for (const { tell } of missed.toSorted((a, b) => a.at - b.at)) tell();
  }
  if (unread > 0) {
    given.log.warn({ chats: unread }, 'whatsapp-web: chats could not be read for what was missed');
  }
}

async function missedIn(
  client: Client,
  recent: RecentChat & { messages: readonly Message[] },
  given: CatchingUp,
): Promise<Missed[]> {
  const { receiver, own } = given;
  // Times of messages are whole seconds.
  const since = recent.messages.filter(({ timestamp }) => (timestamp + 1) * 1000 > recent.since.getTime());
  const polls = new Set(recent.polls);
  const missed: Missed[] = [];
  for (const message of since) {
    const at = message.timestamp * 1000;
    if (!message.fromMe) {
      missed.push({ at, tell: () => receiver.take(rawMessage(message)) });
      continue;
    }
    missed.push({ at, tell: () => own(rawMessage(message)) });
    if (typeof message.ack === 'number') {
      missed.push({ at, tell: () => receiver.take(rawAck(message, message.ack)) });
    }
    if (await isOurs(message, recent.chat, given)) polls.add(message.id.id);
  }
  for (const id of polls) {
    const votes = await client.getPollVotes(`true_${recent.chat}_${id}`).catch(() => []);
    for (const vote of votes) {
      missed.push({ at: Number(vote.interractedAtTs), tell: () => receiver.take(rawVote(vote)) });
    }
  }
  return missed;
}

/** A poll of ours, though its send stayed uncertain. */
async function isOurs(
  message: Message,
  chat: string,
  { memory, receiver, now }: CatchingUp,
): Promise<boolean> {
  const asked = AskedPoll.safeParse(pollIn(message)).data;
  const address = asked === undefined ? null : await receiver.addressOf(chat);
  if (asked === undefined || address === null) return false;
  const { t, ...written } = asked;
  const seen = { ...written, id: message.id.id, chat, at: new Date(t * 1000) };
  return (await memory.recognise(seen, address, now())) !== null;
}
