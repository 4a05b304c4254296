import { setTimeout as sleep } from 'node:timers/promises';
import type { Sink } from '../../src/model/channel.ts';
import type { Log } from '../../src/model/channel-context.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { addressOfChat, chatOf } from './address.ts';
import type { Client } from './library.ts';
import type { Memory } from './memory.ts';
import { Incoming, type KnownPoll, parseIncoming, type Vote } from './parse.ts';

const LONGEST_PAUSE_MS = 5_000;

export interface Receiving {
  memory: Memory;
  log: Log;
  now(): Date;
  client(): Client | null;
  /** Resolves when no send is under way: its poll is kept by then. */
  settled(): Promise<unknown>;
  sink(): Sink | null;
  /** A tap got an answer in words. */
  answer(event: IncomingEvent, notice: string): void;
}

export interface Receiver {
  /** Takes what came out of the page, one after another. */
  take(raw: unknown): void;
  /** The person behind a chat's id. */
  addressOf(chat: string): Promise<Address | null>;
  hand(event: IncomingEvent): Promise<void>;
  stop(): Promise<void>;
}

/**
 * WhatsApp Web confirms nothing and repeats nothing: what cannot be stored now is tried again here, in its order, until
 * it is stored or the channel stops.
 */
export function createReceiver(given: Receiving): Receiver {
  const { memory, log } = given;
  const numbers = new Map<string, string>();
  const stopping = new AbortController();
  let last: Promise<void> = Promise.resolve();

  async function addressOf(chat: string): Promise<Address | null> {
    const address = addressOfChat(chat);
    if (address?.lid === undefined) return address;
    const lid = String(address.lid);
    if (await memory.wasAskedByLid(lid)) return address;
    const number = numbers.get(lid) ?? (await numberOf(lid));
    return number === null ? address : addressOfChat(number);
  }

  async function numberOf(lid: string): Promise<string | null> {
    const found = await given
      .client()
      ?.getContactLidAndPhone([lid])
      .catch(() => []);
    const number = found?.[0]?.pn;
    if (typeof number !== 'string') return null;
    numbers.set(lid, number);
    return number;
  }

  async function work(raw: unknown): Promise<void> {
    const incoming = Incoming.safeParse(raw).data;
    if (incoming === undefined) return;
    const chat = { message: 'from', vote: 'voter', ack: 'to', reaction: 'sender' }[incoming.kind];
    const address = await addressOf(String((incoming as unknown as Record<string, unknown>)[chat]));
    if (incoming.kind === 'vote') await given.settled();
    const poll = incoming.kind === 'vote' ? await pollOf(incoming, address) : null;
    const event = parseIncoming(raw, { addressOf: () => address, poll, now: given.now() });
    if (event !== null) await hand(event);
  }

  /** Known by its id, or else, where its send stayed uncertain, by its words. */
  async function pollOf({ poll, asked }: Vote, address: Address | null): Promise<KnownPoll | null> {
    if (asked === undefined || address === null) return memory.poll(poll.id);
    const chat = poll.remote ?? chatOf(address);
    const { t, ...written } = asked;
    return memory.recognise({ ...written, id: poll.id, chat, at: new Date(t * 1000) }, address, given.now());
  }

  async function hand(event: IncomingEvent): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; tries += 1) {
      const sink = given.sink();
      if (sink === null) return;
      try {
        const { notice } = await sink(event);
        if (notice !== null) given.answer(event, notice);
        return;
      } catch {
        if (tries === 0) log.warn({}, 'whatsapp-web: an event could not be stored; trying on');
        const pauseMs = Math.min(LONGEST_PAUSE_MS, 50 * 2 ** tries);
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  return {
    addressOf,
    hand,
    take(raw) {
      last = last
        .then(() => work(raw))
        .catch((error: unknown) =>
          log.warn(
            { reason: error instanceof Error ? error.message : 'unknown' },
            'whatsapp-web: an event is left out',
          ),
        );
    },
    async stop() {
      stopping.abort();
      await last;
    },
  };
}
