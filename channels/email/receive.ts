import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow, SearchObject } from 'imapflow';
import type { Sink } from '../../src/model/channel.ts';
import type { Inbound } from './inbound.ts';
import { type MailboxPlace, openMailbox } from './mailbox.ts';
import type { Pace } from './pace.ts';
import type { Position, Positions } from './positions.ts';
import { MOST_BYTES } from './read-mail.ts';

/** What reading a mailbox needs. */
export interface Receiving {
  place: MailboxPlace;
  /** The mailbox is looked at so often even where nothing is pushed, in milliseconds. */
  pollMs: number;
  inbound: Inbound;
  positions: Positions;
  pace: Pace;
  now(): Date;
  sink: Sink;
}

const CONNECT_MS = 15_000;
const DAY_MS = 86_400_000;
/** Replies to ours that came before the mailbox was first read. */
const FIRST_LOOK_BACK_MS = 14 * DAY_MS;
/** After a new numbering: mails of so long before the last look are read again; what was taken before is a repeat. */
const RENUMBERED_LOOK_BACK_MS = 2 * DAY_MS;

/** Reads the mailbox until the signal aborts, one connection after another. */
export async function receive(receiving: Receiving, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await oneConnection(receiving, signal);
    } catch (error) {
      await receiving.pace.failed(error, signal);
    }
  }
}

async function oneConnection(receiving: Receiving, signal: AbortSignal): Promise<void> {
  const { place, pollMs } = receiving;
  const client = await openMailbox(place, { connectMs: CONNECT_MS, silenceMs: pollMs + 30_000 });
  const end = () => client.close();
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) return;
    const news = newsOf(client);
    await client.mailboxOpen(place.folder, { readOnly: true });
    let position = await begin(receiving, client);
    while (!signal.aborted && client.usable) {
      news.seen();
      position = await readOn(receiving, client, position);
      receiving.pace.worked();
      await news.wait(pollMs, signal);
    }
    if (!signal.aborted) throw new Error('the connection ended');
  } finally {
    signal.removeEventListener('abort', end);
    client.close();
  }
}

/** Waits for new mail: pushed by the server, or until it is time to look. */
function newsOf(client: ImapFlow) {
  let fresh = false;
  client.on('exists', () => {
    fresh = true;
  });
  return {
    seen: () => {
      fresh = false;
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      if (fresh || !client.usable) return;
      const enough = new AbortController();
      const ends = AbortSignal.any([enough.signal, signal]);
      // Ends with the next command; servers without IDLE are asked all the same when the time is over.
      if (client.capabilities.has('IDLE')) void client.idle().catch(() => enough.abort());
      await Promise.race([
        sleep(ms, undefined, { signal: ends }),
        once(client, 'exists', { signal: ends }),
        once(client, 'close', { signal: ends }),
      ]).catch(() => {});
      enough.abort();
      if (client.usable && !signal.aborted) await client.noop();
    },
  };
}

type Numbered = Extract<Position, { uid: number }>;

/** Where to go on; after a first start or a new numbering, once what lies before that is read. */
async function begin(receiving: Receiving, client: ImapFlow): Promise<Numbered> {
  const { positions, now } = receiving;
  const { uidValidity, uidNext } = mailboxOf(client);
  const known = await positions.load(now());
  if (known !== null && 'uid' in known && known.uidValidity === uidValidity) return known;
  const renumbered = known !== null && 'uid' in known;
  const since = renumbered
    ? new Date(Date.parse(known.at) - RENUMBERED_LOOK_BACK_MS)
    : new Date(known === null ? now() : known.since);
  const found = await earlier(client, since, renumbered ? null : FIRST_LOOK_BACK_MS);
  for (const uid of found) await takeOne(receiving, client, uid, since);
  const reached = { uidValidity, uid: Math.max(uidNext - 1, ...found), at: now().toISOString() };
  await positions.save(reached, now());
  return reached;
}

/**
 * Mails since a moment, and of `lookBackMs` before it those that may answer ours. Servers search by whole days of a
 * time zone of their own: a day more is asked for.
 */
async function earlier(client: ImapFlow, since: Date, lookBackMs: number | null): Promise<number[]> {
  const day = (at: number) => new Date(at - DAY_MS);
  const asked = [{ since: day(since.getTime()) }] as SearchObject[];
  if (lookBackMs !== null) {
    const toUs = [{ to: '+aw-' }, { header: { 'in-reply-to': '<aw-' } }, { subject: '[#aw-' }];
    asked.push({ since: day(since.getTime() - lookBackMs), or: toUs });
  }
  const found = new Set<number>();
  for (const query of asked) {
    for (const uid of (await client.search(query, { uid: true })) || []) found.add(uid);
  }
  return [...found].sort((a, b) => a - b);
}

/** Takes what came since, and notes how far it went. @throws where a mail could not be stored */
async function readOn(receiving: Receiving, client: ImapFlow, from: Numbered): Promise<Numbered> {
  const { positions, now } = receiving;
  // "n:*" always names the last mail, also where it lies before n.
  const found = await client.search({ uid: `${from.uid + 1}:*` }, { uid: true });
  const fresh = (found || []).filter((uid) => uid > from.uid).sort((a, b) => a - b);
  let reached = from;
  for (const uid of fresh) {
    await takeOne(receiving, client, uid, null);
    reached = { ...from, uid, at: now().toISOString() };
    await positions.save(reached, now());
  }
  if (fresh.length > 0 || sameDay(new Date(from.at), now())) return reached;
  const today = { ...from, at: now().toISOString() };
  await positions.save(today, now());
  return today;
}

const sameDay = (a: Date, b: Date): boolean => a.toISOString().slice(0, 10) === b.toISOString().slice(0, 10);

/** @param since of mails that came before it only answers to ours are taken; null = all that the settings say */
async function takeOne(
  { inbound, sink, now }: Receiving,
  client: ImapFlow,
  uid: number,
  since: Date | null,
): Promise<void> {
  const query = { source: { maxLength: MOST_BYTES }, internalDate: true } as const;
  const found = await client.fetchOne(String(uid), query, { uid: true });
  // Deleted meanwhile, by a person or a rule.
  if (!found || found.source === undefined) return;
  const at = found.internalDate === undefined ? now() : new Date(found.internalDate);
  // Servers keep whole seconds.
  const before = since !== null && at.getTime() + 1000 <= since.getTime();
  await inbound.take(found.source, at, sink, before ? true : undefined);
}

function mailboxOf(client: ImapFlow) {
  const { mailbox } = client;
  if (mailbox === false) throw new Error('the mailbox could not be opened');
  return { uidValidity: String(mailbox.uidValidity), uidNext: mailbox.uidNext };
}
