import type { Delivery, HookAnswer, HookReading, RawHook, Verdict } from '../intake/source.ts';
import { AfterwordError } from '../model/errors.ts';
import { type NewHook, storeHooks } from '../store/hooks.ts';
import type { App } from './app.ts';
import type { HookSources, OpenSource } from './hook-sources.ts';
import { channelsFor } from './hook-sources.ts';
import { handOver, queuedRow } from './unit.ts';

const WHY: Readonly<Record<Exclude<Verdict, 'genuine'>, string>> = {
  missing: 'carries no signature or token',
  wrong: 'is signed with another secret, or changed on its way',
  old: 'was signed too long ago, or by a clock that is wrong',
};

/**
 * Whether a hook is what it says; before anything of it is read, and whatever else is away.
 * @throws AfterwordError AW_UNAUTHORIZED, AW_NOT_FOUND for a helpdesk that is not known or has no settings
 */
export function verifyHook(sources: HookSources, name: string, hook: RawHook, now: Date): OpenSource {
  const open = sources.open.get(name);
  if (open === undefined) throw unknown(sources, name);
  const verdict = open.source.verify(hook, open.settings, { now, maxAgeSeconds: sources.maxAgeSeconds });
  if (verdict === 'genuine') return open;
  sources.tally.note(name, 'refused', verdict);
  throw new AfterwordError('AW_UNAUTHORIZED', `The hook ${WHY[verdict]}.`);
}

function unknown({ off, open, tally }: HookSources, name: string): AfterwordError {
  const wanted = off.get(name);
  if (wanted === undefined) {
    const names = [...open.keys(), ...off.keys()].sort().join(', ');
    return new AfterwordError(
      'AW_NOT_FOUND',
      `There is no helpdesk "${name}"; there are: generic, ${names}.`,
    );
  }
  tally.note(name, 'refused', 'off');
  return new AfterwordError('AW_NOT_FOUND', `Hooks of ${name} are off: set ${wanted.join(' or ')}.`);
}

/** What the server does with a genuine hook. */
export interface TakenHook {
  answer: HookAnswer;
  /** Messages in it are for this route of a channel. */
  forward: { channel: string; path: string } | null;
}

/** One transaction of the inbox. */
export async function storeAndHandOver(app: App, hooks: readonly NewHook[]): Promise<void> {
  const now = app.now();
  const work = await storeHooks(app.db, hooks, now);
  await handOver(
    app,
    work.map((row) => queuedRow(row, now)),
  );
}

const TAKEN: HookAnswer = { status: 200 };

/**
 * Stores a genuine hook. What is of no use is counted and not stored; everything else is read again by a job.
 * @param body parsed JSON
 * @throws AfterwordError AW_DATABASE when it cannot be stored, or not in time: the helpdesk sends it again
 */
export async function takeHook(app: App, open: OpenSource, hook: RawHook, body: unknown): Promise<TakenHook> {
  const { source } = open;
  const receivedAt = app.now();
  const read = readAll(app, open, { hook, body, receivedAt });
  const useful: NewHook[] = [];
  for (const { reading, text, id: deliveryId } of read) {
    if (reading.kind === 'ignored') app.hooks.sources.tally.note(source.name, 'ignored', reading.reason);
    else if (reading.kind !== 'message') {
      const conversation = conversationOf(reading);
      useful.push({ source: source.name, deliveryId, body: text(), receivedAt, conversation });
    }
  }
  await app.hooks.inbox.put(useful);
  const hasMessage = read.some(({ reading }) => reading.kind === 'message');
  return {
    answer: source.answer ?? TAKEN,
    forward: hasMessage ? { channel: 'helpdesk', path: `/${source.name}` } : null,
  };
}

interface ReadDelivery {
  id: string;
  reading: HookReading;
  /** JSON of this event: the body as it came, where all of it is this event. */
  text(): string;
}

/** Each event of a hook; one that cannot be read keeps back no other of its batch. */
function readAll(
  app: App,
  open: OpenSource,
  { hook, body, receivedAt }: { hook: RawHook; body: unknown; receivedAt: Date },
): ReadDelivery[] {
  const deliveries = orLeftOut(app, open, () => open.source.deliveries(body, hook)) ?? [];
  const read = (delivery: Delivery): ReadDelivery => {
    const { id, payload } = delivery;
    const part = payload === body ? null : JSON.stringify(payload);
    const reading = firstReading(app, open, delivery, receivedAt);
    return { id, reading, text: () => part ?? new TextDecoder().decode(hook.body) };
  };
  return deliveries.flatMap((delivery) => orLeftOut(app, open, () => read(delivery)) ?? []);
}

/** What a genuine hook holds that no source foresaw is our fault: it is said, and never answered with an error. */
function orLeftOut<T>(app: App, { source }: OpenSource, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const stack = error instanceof Error ? error.stack : String(error);
    app.log.error({ source: source.name, error: stack }, 'a hook could not be read and is left out');
    app.hooks.sources.tally.note(source.name, 'ignored', 'unreadable');
    return null;
  }
}

/** Without looking anything up: only whether it is of use. */
function firstReading(app: App, open: OpenSource, { payload }: Delivery, receivedAt: Date): HookReading {
  const { source, settings } = open;
  const channels = channelsFor(open, app.channels);
  return source.read(payload, { settings, receivedAt, channels, canLookUp: true, looked: new Map() });
}

const conversationOf = (reading: Exclude<HookReading, { kind: 'ignored' | 'message' }>): string =>
  reading.kind === 'closed' ? reading.close.id : reading.id;
