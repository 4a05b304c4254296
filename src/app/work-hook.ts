import type { HookReading, LookedUp } from '../intake/source.ts';
import { AfterwordError } from '../model/errors.ts';
import { isUnreachable } from '../store/connect.ts';
import {
  type HookRow,
  hooksInLane,
  leaveLane,
  noteHook,
  reopenedAfter,
  settleHook,
  waitingHook,
} from '../store/hooks.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { pauseMs } from './attempt.ts';
import { closeConversation } from './close-conversation.ts';
import { channelsFor, type OpenSource } from './hook-sources.ts';
import { answeredHere, isAnswerToUs } from './in-thread.ts';
import { reopenConversation } from './reopen-conversation.ts';
import { inTransaction } from './unit.ts';

/**
 * What became of a hook. `closed`: the decision to ask or not is made, `reason` is its rule. `unaskable`: nobody can be
 * asked, and why. `failed`: given up after many tries.
 */
interface Settled {
  outcome: 'closed' | 'reopened' | 'ignored' | 'unaskable' | 'failed';
  reason: string | null;
  conversation: string | null;
}

/** The hook has to wait: for the API's limit, or because it failed. */
interface PutOff {
  seconds: number;
  code: string;
  isFailure: boolean;
}

/** What nobody foresaw: tried again, and given up after as many times as an API that is away. */
const FAILED: PutOff = { seconds: 0, code: 'internal', isFailure: true };

type Worked = Settled | PutOff;
const isPutOff = (worked: Worked): worked is PutOff => 'seconds' in worked;

/** Look-ups that one hook may need at most. */
const MOST_LOOKUPS = 6;
/** With pauses that grow to five minutes these are about three hours. */
const MOST_FAILURES = 40;

/** Hooks of a lane that one job works, so that others get their turn in between. */
const HOOKS_A_JOB = 25;

/**
 * Works the next hooks of a lane, one after another, and goes on as long as there are more. What needs its helpdesk's API
 * becomes a job of its own, so that nothing waits behind a call.
 */
export async function workHooks(app: App, key: string, lane: number): Promise<void> {
  for (const hook of await hooksInLane(app.db, lane, HOOKS_A_JOB)) {
    await app.hooks.inbox.calm();
    await workInLane(app, hook);
  }
  await inTransaction(app, async (unit) => {
    // Locked first and looked at second: whoever stores a hook of this lane holds the row until it can be seen.
    if ((await lockOutbox(unit.db, key)) === undefined) return;
    const more = await hooksInLane(unit.db, lane, 1);
    if (more.length > 0) await unit.postpone(key, unit.now, null);
    else await removeOutbox(unit.db, key);
  });
}

/** One that fails, be it only when it is settled, keeps back no other: it fails again in a job of its own, which says so. */
async function workInLane(app: App, hook: HookRow): Promise<void> {
  try {
    const worked = await work(app, hook, { mayLookUp: false });
    if (!isPutOff(worked)) return await settleHook(app.db, hook.id, { ...worked, now: app.now() });
  } catch (error) {
    if (isUnreachable(error)) throw error;
  }
  await workAlone(app, hook.id);
}

const workAlone = (app: App, id: number): Promise<void> =>
  inTransaction(app, async (unit) => {
    await leaveLane(unit.db, id);
    unit.emit({ key: `hook-${id}`, job: 'hook', payload: { hookId: id }, runAt: unit.now });
  });

const failed =
  (app: App, { id, source }: HookRow) =>
  (error: unknown): PutOff => {
    if (isUnreachable(error)) throw error;
    const stack = error instanceof Error ? error.stack : String(error);
    app.log.error({ hook: id, source, error: stack }, 'a hook could not be worked; it is put off');
    return FAILED;
  };

/** Works one hook; puts it off where its helpdesk's API says so. */
export async function workHook(app: App, key: string, id: number): Promise<void> {
  const hook = await waitingHook(app.db, id);
  const worked = hook && (await work(app, hook, { mayLookUp: true }).catch(failed(app, hook)));
  await inTransaction(app, async (unit) => {
    const row = await lockOutbox(unit.db, key);
    if (row === undefined) return;
    if (worked !== undefined && isPutOff(worked)) {
      if (!worked.isFailure || row.attempts < MOST_FAILURES) {
        const pause = worked.isFailure ? pauseMs(row.attempts) : worked.seconds * 1000;
        const failure = worked.isFailure ? worked.code : null;
        await unit.postpone(key, new Date(unit.now.getTime() + pause), failure);
        return;
      }
      const givenUp = {
        outcome: 'failed',
        reason: worked === FAILED ? worked.code : `lookup_${worked.code}`,
        conversation: null,
        now: unit.now,
      };
      await settleHook(unit.db, id, givenUp);
    } else if (worked !== undefined) await settleHook(unit.db, id, { ...worked, now: unit.now });
    await removeOutbox(unit.db, key);
  });
}

/** Reads the hook, asks the API for what it needs, and does what it says. Worked twice it changes nothing more. */
async function work(app: App, hook: HookRow, { mayLookUp }: { mayLookUp: boolean }): Promise<Worked> {
  const open = app.hooks.sources.open.get(hook.source);
  if (open === undefined) return { outcome: 'ignored', reason: 'source_off', conversation: null };
  const reading = await read(app, open, hook, mayLookUp);
  if ('seconds' in reading || 'outcome' in reading) return reading;
  if (reading.kind === 'reopened') return reopened(app, hook, reading);
  if (reading.kind === 'closed') return closed(app, hook, reading);
  const conversation = reading.kind === 'unaskable' ? reading.id : null;
  if (reading.kind === 'unaskable') return { outcome: 'unaskable', reason: reading.reason, conversation };
  return {
    outcome: 'ignored',
    reason: reading.kind === 'ignored' ? reading.reason : reading.kind,
    conversation,
  };
}

/** Reads again with each answer, until the reading needs no more. */
async function read(
  app: App,
  open: OpenSource,
  hook: HookRow,
  mayLookUp: boolean,
): Promise<HookReading | Worked> {
  const { source, settings, api } = open;
  const looked = new Map<string, LookedUp>();
  const payload: unknown = JSON.parse(hook.body ?? 'null');
  const context = {
    settings,
    receivedAt: hook.received_at,
    channels: channelsFor(open, app.channels),
    canLookUp: api !== null,
    looked,
  };
  for (let asked = 0; ; asked++) {
    const reading = source.read(payload, context);
    if (reading.kind !== 'lookup') return reading;
    const conversation = reading.id;
    if (api === null) return { outcome: 'unaskable', reason: 'lookup_needs_settings', conversation };
    if (!mayLookUp) return { seconds: 0, code: 'lookup', isFailure: false };
    if (asked >= MOST_LOOKUPS) return { outcome: 'unaskable', reason: 'lookup_too_many', conversation };
    const answer = await app.hooks.lookups.ask(source.name, api, reading.lookup);
    const { path, optional = false } = reading.lookup;
    if (answer.kind === 'found') looked.set(path, answer.found);
    else if (optional && (answer.kind === 'refused' || answer.isFailure)) looked.set(path, { body: null });
    else if (answer.kind === 'wait') return answer;
    else return { outcome: 'unaskable', reason: `lookup_${answer.code}`, conversation };
  }
}

/**
 * Hooks come out of order: each first writes down what it is about, then acts, then looks for the other kind. So of a
 * close and a reopening that are worked at the same moment at least one sees the other.
 */
async function closed(
  app: App,
  hook: HookRow,
  { close }: HookReading & { kind: 'closed' },
): Promise<Settled> {
  const { source, id } = close;
  const closedAt = close.closed_at ?? hook.received_at;
  const about = { source, conversation: id, closedAt };
  await noteHook(app.db, hook.id, { kind: 'closed', conversation: id, happenedAt: closedAt });
  const settled = (reason: string): Settled => ({ outcome: 'closed', reason, conversation: id });
  if (await reopenedAfter(app.db, about)) return { ...settled('reopened_since'), outcome: 'ignored' };
  if (await answeredHere(app, close)) return { ...settled('closed_after_answer'), outcome: 'ignored' };
  try {
    const { decision } = await closeConversation(app, close);
    if (await reopenedAfter(app.db, about)) {
      await reopenConversation(app, { event: 'conversation.reopened', source, id });
      return settled('reopened_since');
    }
    return settled(decision.ask ? 'eligible' : decision.rule);
  } catch (error) {
    if (!(error instanceof AfterwordError) || !REFUSED.has(error.code)) throw error;
    return {
      outcome: 'unaskable',
      reason: error.code === 'AW_ADDRESS' ? 'address_refused' : 'channel_off',
      conversation: id,
    };
  }
}

const REFUSED: ReadonlySet<string> = new Set(['AW_ADDRESS', 'AW_CHANNEL_UNKNOWN']);

async function reopened(
  app: App,
  hook: HookRow,
  { id, at }: HookReading & { kind: 'reopened' },
): Promise<Settled> {
  const { source } = hook;
  const reopened_at = at ?? hook.received_at;
  await noteHook(app.db, hook.id, { kind: 'reopened', conversation: id, happenedAt: reopened_at });
  if (await isAnswerToUs(app, { source, id })) {
    return { outcome: 'ignored', reason: 'answer_to_us', conversation: id };
  }
  const { cancelled } = await reopenConversation(app, {
    event: 'conversation.reopened',
    source,
    id,
    reopened_at,
  });
  return { outcome: 'reopened', reason: cancelled ? 'cancelled' : null, conversation: id };
}
