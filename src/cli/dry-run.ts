import { stat } from 'node:fs/promises';
import TinyQueue from 'tinyqueue';
import type { AddressCodec } from '../model/channel.ts';
import type { Identity } from '../model/contact.ts';
import { AfterwordError } from '../model/errors.ts';
import {
  type ChannelWindow,
  conversationName,
  type DryRunReport,
  type RuleSet,
  tally,
  type World,
  world,
} from '../planning/dry-run/index.ts';
import { handlesOf } from '../store/contacts.ts';
import { type HistoryRow, historyRows } from './history-rows.ts';
import { asTheyCome, inOrder, OutOfOrder } from './in-order.ts';
import type { Progress } from './progress-bar.ts';
import { heapTidier } from './tidy-heap.ts';

/** What a channel takes when, and how its addresses are read. */
type Channels = ReadonlyMap<string, ChannelWindow & { address: AddressCodec }>;

/**
 * Runs rule sets over the closes of a file, each in a world of its own, with the functions that production runs. The
 * file is read as a stream; one that is not in the order of its closes is sorted through files.
 * @returns a report for each rule set
 * @throws AfterwordError AW_HISTORY
 */
export async function dryRun(
  file: string,
  sets: readonly RuleSet[],
  channels: Channels,
  progress: Progress,
): Promise<DryRunReport[]> {
  const { size = 0 } = (await stat(file).catch(() => null)) ?? {};
  const rows = () => historyRows(file, (bytes) => progress.at(bytes / Math.max(size, 1)));
  try {
    return await run(asTheyCome(rows()), sets, channels);
  } catch (error) {
    if (!(error instanceof OutOfOrder)) throw error;
    return await run(inOrder(rows()), sets, channels);
  } finally {
    progress.end();
  }
}

async function run(
  rows: AsyncIterable<HistoryRow>,
  sets: readonly RuleSet[],
  channels: Channels,
): Promise<DryRunReport[]> {
  const runs = sets.map((set) => {
    const counted = tally();
    return { counted, world: world(set, channels, counted.watcher) };
  });
  const worlds = runs.map((one) => one.world);
  /** Reopenings lie after later closes: they wait here for their time. */
  const reopenings = new TinyQueue<Reopening>([], (a, b) => a.at.getTime() - b.at.getTime());
  let last = new Date(0);
  let count = 0;
  const tidyHeap = heapTidier();
  for await (const row of rows) {
    count += 1;
    if (count % TIDY_EVERY === 0) tidyHeap();
    letReopen(reopenings, row.closedAt, worlds);
    const handles = handlesIn(row, channels);
    for (const one of runs) {
      one.world.advance(row.closedAt);
      one.world.close(row.close, handles, row.closedAt);
    }
    if (row.reopenedAt !== null && row.reopenedAt >= row.closedAt) {
      reopenings.push({ at: row.reopenedAt, conversation: conversationName(row.close) });
    }
    last = row.closedAt;
  }
  letReopen(reopenings, null, worlds);
  for (const one of runs) one.world.advance(new Date(last.getTime() + SETTLED_AFTER_MS));
  return runs.map(({ counted, world: over }) => counted.report(over.people()));
}

/** Rows between two looks at the heap. */
const TIDY_EVERY = 25_000;

/** What was planned last is asked within this time, however long its quiet hours. */
const SETTLED_AFTER_MS = 40 * 86_400_000;

interface Reopening {
  at: Date;
  conversation: string;
}

/** What is reopened until then (null: ever), each at its time. */
function letReopen(reopenings: TinyQueue<Reopening>, until: Date | null, worlds: readonly World[]): void {
  for (let next = reopenings.peek(); next !== undefined; next = reopenings.peek()) {
    if (until !== null && next.at > until) return;
    reopenings.pop();
    for (const one of worlds) {
      one.advance(next.at);
      one.reopen(next.conversation, next.at);
    }
  }
}

/**
 * The handles that production would find: those that are told, and that of the address. Somebody of whom nothing is told
 * but a place is that place; of whom not even that is told, is met once.
 * @throws AfterwordError AW_HISTORY for a channel that there is not
 */
function handlesIn({ close }: HistoryRow, channels: Channels): Identity[] {
  const codec = channels.get(close.channel)?.address;
  if (codec === undefined) {
    const what = `Conversation "${close.id}" names a channel that there is not: "${close.channel}".`;
    const message = `expected one of ${[...channels.keys()].join(', ')}`;
    throw new AfterwordError('AW_HISTORY', what, { faults: [{ path: 'channel', message }] });
  }
  const written = Object.keys(close.address).length > 0;
  const parsed = written ? codec.schema.safeParse(close.address) : null;
  const handles = handlesOf(
    close.source,
    close.contact,
    parsed?.success === true ? codec.identity(parsed.data) : null,
  );
  if (handles.length > 0) return handles;
  return written
    ? [{ type: `address@${close.channel}`, value: JSON.stringify(close.address) }]
    : [{ type: `conversation@${close.source}`, value: close.id }];
}
