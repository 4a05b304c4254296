import type { Sink } from '../../src/model/channel.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { whatsappAddress } from './address.ts';
import { asFrom, type Parsed, parseWebhook, type Told } from './parse.ts';
import type { People } from './people.ts';
import type { Fate, Sends } from './sends.ts';

export interface Receiver {
  /** Resolves when all of it is stored, rejects when something was not: then all of it has to come again. */
  take(raw: unknown, sink: Sink): Promise<void>;
}

/** What is said at once to a person who tapped what can no longer be tapped. */
export type Answer = (event: Extract<IncomingEvent, { kind: 'choice' }>, notice: string) => void;

const FATES: Readonly<Record<Told['status'], Fate>> = {
  sent: 'taken',
  delivered: 'delivered',
  read: 'delivered',
  failed: 'failed',
};

/** Takes webhooks. One says several things, of several people; a repeat of any changes nothing. */
export function createReceiver(
  phoneNumberId: string,
  sends: Sends,
  people: People,
  answer: Answer,
): Receiver {
  async function message({ event, addresses }: Parsed, sink: Sink): Promise<void> {
    const [first, ...others] = addresses;
    if (first === undefined) return;
    // A place that moved is told of as it stands; everything else under the name that was asked.
    const told = event.kind === 'moved' ? event : asFrom(event, await people.askedAs([first, ...others]));
    const { notice } = await sink(told);
    if (notice === null || told.kind !== 'choice') return;
    // Your helpdesk asks through the same number: what is tapped on its messages is no business of ours.
    if (await sends.isOurs(String(told.message?.id ?? ''))) answer(told, notice);
  }

  async function status(told: Told, sink: Sink): Promise<void> {
    const address = await addressOf(told);
    if (told.event === null || address === null) return;
    await sink(asFrom(told.event, address));
  }

  /** Statuses only go forward: null for a failure of what was delivered. */
  async function addressOf({ key, id, status: now, addresses }: Told): Promise<Address | null> {
    const [first, ...others] = addresses;
    const sent = key === null ? null : await sends.of(key);
    if (key === null || sent === null || sent.address === null) {
      return first === undefined ? null : people.askedAs([first, ...others]);
    }
    const before = sent.messages.get(id);
    if (now === 'failed' && before === 'delivered') return null;
    const fate = FATES[now];
    const told = addresses.filter((one) => !sent.names.has(whatsappAddress.toKey(one)));
    const news = now === 'failed' ? [] : told;
    if (news.length > 0) await people.wasWrittenTo(sent.address, news);
    if (before === undefined) await sends.becameMessage(key, sent.address, id, fate, news);
    else if (before === 'taken' && fate !== 'taken') await sends.came(key, sent.address, id, fate);
    return sent.address;
  }

  return {
    async take(raw, sink) {
      const { messages, statuses } = parseWebhook(raw, phoneNumberId);
      // Of one message in their order, of all at once: a webhook tells of up to a thousand, and Meta waits for seconds.
      const ofEach = [...Map.groupBy(statuses, ({ id }) => id).values()];
      await all(ofEach, async (told) => {
        for (const one of told) await status(one, sink);
      });
      for (const parsed of messages) await message(parsed, sink);
    },
  };
}

/** Waits for the end of all, and rejects where one did. */
async function all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(items.map(work));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
