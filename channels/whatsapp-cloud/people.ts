import { z } from 'zod';
import type { Transcript, TranscriptEntry } from '../../src/model/channel-context.ts';
import { Address } from '../../src/model/conversation.ts';
import { placeOf, whatsappAddress } from './address.ts';

/**
 * The same person is told of by a number, by a user id, by both, or by another spelling of the number than we wrote to
 * (Brazil's ninth digit). An answer has to be told under the name under which the question was asked.
 */
export interface People {
  /** We wrote to `address`; the platform says that this reaches the person of these other names. */
  wasWrittenTo(address: Address, names: readonly Address[]): Promise<void>;
  /** Under which name the person of these was asked last; the first of them where nothing is known. */
  askedAs(names: readonly [Address, ...Address[]]): Promise<Address>;
}

const Known = z.object({ address: Address });

export function openPeople(transcript: Transcript, phoneNumberId: string): People {
  const { toKey } = whatsappAddress;
  const threadOf = (name: Address) => `whatsapp-cloud/${phoneNumberId}/person/${toKey(name)}`;

  async function latest(name: Address): Promise<{ address: Address; entry: TranscriptEntry } | null> {
    const entry = (await transcript.since(threadOf(name), 0)).at(-1);
    const known = Known.safeParse(entry?.body);
    return entry === undefined || !known.success ? null : { address: known.data.address, entry };
  }

  async function learn(name: Address, address: Address): Promise<void> {
    const last = await latest(name);
    // A number leads to itself without a note. A user id does not: with a number beside it, that goes first.
    const usual = last?.address ?? (name.user_id === undefined ? name : null);
    if (usual !== null && toKey(usual) === toKey(address)) return;
    await transcript.append(threadOf(name), `${last?.entry.id ?? 0} ${toKey(address)}`, {
      address,
      place: placeOf(address),
      also: placeOf(name),
    });
  }

  return {
    async wasWrittenTo(address, names) {
      const all = new Map([address, ...names].map((name) => [toKey(name), name]));
      for (const name of all.values()) await learn(name, address);
    },
    async askedAs(names) {
      const known = (await Promise.all(names.map(latest))).flatMap((one) => one ?? []);
      const newest = known.reduce<(typeof known)[number] | null>(
        (best, one) => (best === null || one.entry.at > best.entry.at ? one : best),
        null,
      );
      return newest?.address ?? names[0];
    },
  };
}
