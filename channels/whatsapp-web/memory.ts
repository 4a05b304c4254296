import { z } from 'zod';
import type { Transcript, TranscriptEntry } from '../../src/model/channel-context.ts';
import type { Address } from '../../src/model/conversation.ts';
import { whatsappWebAddress } from './address.ts';
import type { KnownPoll } from './parse.ts';

/** A message that is about to be written into a chat. */
export interface Attempt {
  key: string;
  address: Address;
  /** The chat's id, as the page has it. */
  chat: string;
  /** Of a poll: how it looks, and what its options mean. */
  poll?: PollAsWritten & KnownPoll;
}

/** A poll as it can be read in the chat. */
export interface PollAsWritten {
  name: string;
  options: readonly string[];
}

/** What must outlive the page and the process. Every entry names its place, by which a person is erased. */
export interface Memory {
  /** Before the page is asked to send. */
  begins(attempt: Attempt, now: Date): Promise<void>;
  /** The page has named the poll: the options are kept under that name, because its store forgets them. */
  keepPoll(id: string, attempt: Attempt, now: Date): Promise<void>;
  poll(id: string): Promise<KnownPoll | null>;
  /**
   * A poll whose send stayed uncertain, recognised by its words and its time; null where it could be another.
   * From then on it is known by its id.
   */
  recognise(
    seen: PollAsWritten & { id: string; chat: string; at: Date },
    address: Address,
    now: Date,
  ): Promise<KnownPoll | null>;
  /** The chats written into in the last two days, with the first time and the ids of polls. */
  recentChats(now: Date): Promise<RecentChat[]>;
  /** Under a lid: then that is the name to answer under, even where the number is known. */
  wasAskedByLid(lid: string): Promise<boolean>;
}

export interface RecentChat {
  chat: string;
  since: Date;
  polls: string[];
}

const Poll = z.object({ tokens: z.array(z.string()) });
const Written = z.object({ chat: z.string(), poll: z.string().optional() });
const Try = z.object({ name: z.string(), options: z.array(z.string()), tokens: z.array(z.string()) });
const Settled = z.object({ settled: z.string() });

const DAY_MS = 86_400_000;

/** A message is in its chat so soon after the attempt, by either clock. */
const SOON_MS = 10 * 60_000;

const PAGE = 500;

export function openMemory(transcript: Transcript): Memory {
  const placeOf = (address: Address) => `whatsapp-web:${whatsappWebAddress.toKey(address)}`;
  const dayOf = (at: Date) => `whatsapp-web/written/${at.toISOString().slice(0, 10)}`;
  const triesAt = (place: string) => `whatsapp-web/tries/${place}`;

  async function all(thread: string): Promise<TranscriptEntry[]> {
    const entries: TranscriptEntry[] = [];
    for (;;) {
      const page = await transcript.since(thread, entries.at(-1)?.id ?? 0, PAGE);
      entries.push(...page);
      if (page.length < PAGE) return entries;
    }
  }

  async function keepPoll(id: string, { key, address, chat, poll }: Attempt, now: Date): Promise<void> {
    if (poll === undefined) return;
    const place = placeOf(address);
    await transcript.append(`whatsapp-web/poll/${id}`, 'poll', { place, tokens: poll.tokens });
    await transcript.append(triesAt(place), `settled ${key}`, { place, settled: key });
    await transcript.append(dayOf(now), `poll ${id}`, { place, chat, poll: id });
  }

  async function poll(id: string): Promise<KnownPoll | null> {
    const entry = await transcript.find(`whatsapp-web/poll/${id}`, 'poll');
    return Poll.safeParse(entry?.body).data ?? null;
  }

  return {
    async begins({ key, address, chat, poll }, now) {
      const place = placeOf(address);
      await transcript.append(dayOf(now), `send ${key}`, { place, chat });
      if (poll !== undefined) await transcript.append(triesAt(place), key, { place, key, ...poll });
      if (address.lid !== undefined) {
        await transcript.append('whatsapp-web/asked', String(address.lid), { place });
      }
    },
    keepPoll,
    poll,
    async recognise({ id, chat, at, ...seen }, address, now) {
      const known = await poll(id);
      if (known !== null) return known;
      const open = openTries(await all(triesAt(placeOf(address)))).filter(
        (one) => Math.abs(one.at.getTime() - at.getTime()) <= SOON_MS && alike(one.poll, seen),
      );
      const [only] = open;
      if (only === undefined || open.length > 1) return null;
      await keepPoll(id, { key: only.key, address, chat, poll: only.poll }, now);
      return only.poll;
    },
    async recentChats(now) {
      const days = [new Date(now.getTime() - DAY_MS), now];
      const chats = new Map<string, RecentChat>();
      for (const { at, body } of (await Promise.all(days.map((day) => all(dayOf(day))))).flat()) {
        const written = Written.safeParse(body).data;
        if (written === undefined) continue;
        const recent = chats.get(written.chat) ?? { chat: written.chat, since: at, polls: [] };
        if (written.poll !== undefined) recent.polls.push(written.poll);
        chats.set(written.chat, recent);
      }
      return [...chats.values()];
    },
    wasAskedByLid: async (lid) => (await transcript.find('whatsapp-web/asked', lid)) !== null,
  };
}

/** The attempts of which the page has told no id. */
function openTries(entries: readonly TranscriptEntry[]) {
  const settled = new Set(entries.flatMap(({ body }) => Settled.safeParse(body).data?.settled ?? []));
  return entries.flatMap(({ at, body }) => {
    const tried = Try.extend({ key: z.string() }).safeParse(body).data;
    if (tried === undefined || settled.has(tried.key)) return [];
    const { key, ...poll } = tried;
    return [{ key, at, poll }];
  });
}

const alike = (a: PollAsWritten, b: PollAsWritten): boolean =>
  a.name === b.name &&
  a.options.length === b.options.length &&
  a.options.every((one, i) => one === b.options[i]);
