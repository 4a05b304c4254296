import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Transcript } from '../../src/model/channel-context.ts';
import { Address } from '../../src/model/conversation.ts';

/** What is known of all attempts to send under one key. */
export interface SendRecord {
  /** Where it was to go; null where nothing was attempted. */
  address: Address | null;
  /** Attempts of which nobody knows how they ended. */
  open: number;
  /** The platform's id, once it is known. */
  id: string | null;
  delivered: boolean;
}

/**
 * Remembers sends over processes and restarts: an attempt is written down before the platform is called, its id when
 * the platform answers or, should the answer be lost, when a status comes back with our key.
 */
export interface Sends {
  /** @returns the name of this attempt */
  begins(key: string, address: Address): Promise<string>;
  /** It certainly went nowhere. */
  wasRefused(key: string, attempt: string): Promise<void>;
  hasId(key: string, id: string): Promise<void>;
  /** @returns whether that was known before */
  wasDelivered(key: string): Promise<void>;
  of(key: string): Promise<SendRecord>;
  /** Calls back when there may be more to know. Returns the way to stop. */
  watch(key: string, changed: () => void): () => void;
}

const Entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('attempt'), name: z.string(), address: Address }),
  z.object({ type: z.literal('refused'), name: z.string() }),
  z.object({ type: z.literal('id'), id: z.string() }),
  z.object({ type: z.literal('delivered') }),
]);

export function openSends(transcript: Transcript, phoneNumberId: string): Sends {
  const threadOf = (key: string) => `whatsapp-cloud/${phoneNumberId}/send/${callbackData(key)}`;
  const note = async (key: string, name: string, entry: z.input<typeof Entry>) => {
    await transcript.append(threadOf(key), name, entry);
  };
  return {
    async begins(key, address) {
      const name = randomUUID();
      await note(key, `attempt ${name}`, { type: 'attempt', name, address });
      return name;
    },
    wasRefused: (key, name) => note(key, `refused ${name}`, { type: 'refused', name }),
    hasId: (key, id) => note(key, 'id', { type: 'id', id }),
    wasDelivered: (key) => note(key, 'delivered', { type: 'delivered' }),
    async of(key) {
      return recordOf(await transcript.since(threadOf(key), 0));
    },
    watch: (key, changed) => transcript.watch(threadOf(key), changed),
  };
}

function recordOf(entries: readonly { body: unknown }[]): SendRecord {
  const record: SendRecord = { address: null, open: 0, id: null, delivered: false };
  for (const { body } of entries) {
    const entry = Entry.safeParse(body);
    if (!entry.success) continue;
    if (entry.data.type === 'attempt')
      Object.assign(record, { address: entry.data.address, open: record.open + 1 });
    if (entry.data.type === 'refused') record.open -= 1;
    if (entry.data.type === 'id') record.id = entry.data.id;
    if (entry.data.type === 'delivered') record.delivered = true;
  }
  return record;
}

/** What Meta carries with a message and gives back with each of its statuses: at most 512 characters. */
export const callbackData = (key: string): string =>
  key.length <= 512 ? key : createHash('sha256').update(key).digest('base64url');
