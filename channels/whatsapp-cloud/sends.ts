import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Transcript } from '../../src/model/channel-context.ts';
import { Address } from '../../src/model/conversation.ts';
import { placeOf, whatsappAddress } from './address.ts';

/** How far a message of ours has come; it only goes forward. */
export type Fate = 'taken' | 'delivered' | 'failed';

/** What is known of all attempts to send under one key. */
export interface SendRecord {
  /** Where it was to go; null where nothing was attempted. */
  address: Address | null;
  /** Attempts of which nobody knows how they ended. */
  open: number;
  /** The messages that the platform made of them, by its ids, in order. */
  messages: ReadonlyMap<string, Fate>;
  /** Names under which the platform is known to reach the same person; what is told of these is told already. */
  names: ReadonlySet<string>;
}

/**
 * Remembers sends over processes and restarts: an attempt is written down before the platform is called, its id when
 * the platform answers or, should the answer be lost, when a status comes back with our key.
 */
export interface Sends {
  /** @returns the name of this attempt */
  begins(key: string, address: Address): Promise<string>;
  /** It certainly went nowhere. */
  wasRefused(key: string, address: Address, attempt: string): Promise<void>;
  /** The platform made a message of it, and these names of the person who gets it are noted. */
  becameMessage(
    key: string,
    address: Address,
    id: string,
    fate: Fate,
    names: readonly Address[],
  ): Promise<void>;
  /** A message that is known already has come further. */
  came(key: string, address: Address, id: string, fate: Fate): Promise<void>;
  of(key: string): Promise<SendRecord>;
  /** Whether a message is one of these: others may write through the same number. */
  isOurs(id: string): Promise<boolean>;
  /** Calls back when there may be more to know. Returns the way to stop. */
  watch(key: string, changed: () => void): () => void;
}

const Entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('attempt'), address: Address }),
  z.object({ type: z.literal('refused') }),
  z.object({
    type: z.enum(['taken', 'delivered', 'failed']),
    id: z.string(),
    names: z.array(z.string()).optional(),
  }),
]);
type Entry = z.infer<typeof Entry>;

export function openSends(transcript: Transcript, phoneNumberId: string): Sends {
  const threadOf = (key: string) => `whatsapp-cloud/${phoneNumberId}/send/${callbackData(key)}`;
  const messageThread = (id: string) => `whatsapp-cloud/${phoneNumberId}/message/${id}`;
  const note = async (key: string, address: Address, name: string, entry: Entry) => {
    await transcript.append(threadOf(key), `${entry.type} ${name}`, { ...entry, place: placeOf(address) });
  };
  return {
    async begins(key, address) {
      const name = randomUUID();
      await note(key, address, name, { type: 'attempt', address });
      return name;
    },
    wasRefused: (key, address, name) => note(key, address, name, { type: 'refused' }),
    async becameMessage(key, address, id, fate, names) {
      const known = names.map(whatsappAddress.toKey);
      await Promise.all([
        note(key, address, id, { type: fate, id, names: known }),
        transcript.append(messageThread(id), 'ours', { place: placeOf(address) }),
      ]);
    },
    came: (key, address, id, fate) => note(key, address, id, { type: fate, id }),
    isOurs: async (id) => (await transcript.find(messageThread(id), 'ours')) !== null,
    async of(key) {
      const entries = await transcript.since(threadOf(key), 0);
      return recordOf(entries.flatMap(({ body }) => Entry.safeParse(body).data ?? []));
    },
    watch: (key, changed) => transcript.watch(threadOf(key), changed),
  };
}

const RANK: Readonly<Record<Fate, number>> = { taken: 0, failed: 1, delivered: 2 };

function recordOf(entries: readonly Entry[]): SendRecord {
  const messages = new Map<string, Fate>();
  const names = new Set<string>();
  let address: Address | null = null;
  let attempts = 0;
  for (const entry of entries) {
    if (entry.type === 'attempt') ({ address } = entry);
    if (entry.type === 'attempt') attempts += 1;
    if (entry.type === 'refused') attempts -= 1;
    if (!('id' in entry)) continue;
    for (const name of entry.names ?? []) names.add(name);
    const known = messages.get(entry.id) ?? 'taken';
    messages.set(entry.id, RANK[entry.type] > RANK[known] ? entry.type : known);
  }
  return { address, messages, names, open: attempts - messages.size };
}

/** What Meta carries with a message and gives back with each of its statuses: at most 512 characters. */
export const callbackData = (key: string): string =>
  key.length <= 512 ? key : createHash('sha256').update(key).digest('base64url');
