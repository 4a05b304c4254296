import { pauseMs } from '../app/attempt.ts';
import type { Unit } from '../app/unit.ts';
import type { ChannelError } from '../model/channel-error.ts';
import { changeMessage, messageById } from '../store/desk.ts';
import type { Desk } from './desk.ts';
import type { Task } from './lane.ts';
import { wake } from './notes.ts';

/** Credentials and rights: nothing is lost over them, it waits until they are mended. */
const MENDABLE = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'missing_scope',
  'not_in_channel',
  'no_permission',
  'ekm_access_denied',
  'org_login_required',
]);
const UNTIL_MENDED_MS = 5_000;
/** How often a place is looked for that is gone, where there is no fallback. */
const UNTIL_BACK_MS = 60_000;
/** Messages that somebody deleted in Slack, or that can no longer be changed, are left alone. */
const UNCHANGEABLE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
]);

/** What follows when Slack did not take a message. @returns the pause of the lane in ms */
export async function afterFault(desk: Desk, unit: Unit, task: Task, error: ChannelError): Promise<number> {
  const { message, ref } = task;
  const { kind, code } = error;
  const again = { error_code: code, attempts: message.attempts + 1, ...unposted(task) };
  if (kind === 'rate_limited') {
    await changeMessage(unit.db, message.id, { ...again, attempts: message.attempts });
    return (error.retryAfterSeconds ?? 1) * 1000;
  }
  if (kind === 'temporary') {
    await changeMessage(unit.db, message.id, again);
    return pauseMs(message.attempts);
  }
  if (kind === 'uncertain') return uncertain(desk, unit, task, error);
  if (MENDABLE.has(code)) {
    desk.app.log.warn(
      { place: task.place, code },
      `desk: ${error.message}; "npx afterword doctor" says what to do`,
    );
    await changeMessage(unit.db, message.id, again);
    return UNTIL_MENDED_MS;
  }
  if (ref === null && code === 'thread_not_found') {
    // Somebody deleted the alert: what the customer said since must not be lost with it.
    await changeMessage(unit.db, message.id, { ...again, parent_id: null });
    return 0;
  }
  if (UNCHANGEABLE.has(code) && (ref !== null || task.thread !== null)) {
    await changeMessage(unit.db, message.id, { state: 'gone', error_code: code, dirty: false });
    return 0;
  }
  return placeless(desk, unit, task, error);
}

/** As it was before the call: to be posted, or to be changed. */
const unposted = ({ ref }: Task) => (ref === null ? { state: 'waiting' as const } : { dirty: true });

/** A change may be made twice; a post is looked for. Where Slack cannot say, it counts as posted. */
async function uncertain(desk: Desk, unit: Unit, task: Task, { code }: ChannelError): Promise<number> {
  const { message, ref, place, thread } = task;
  const change = { error_code: code, attempts: message.attempts + 1 };
  if (ref !== null) {
    await changeMessage(unit.db, message.id, { ...change, dirty: true });
    return pauseMs(message.attempts);
  }
  const below = thread === null ? [] : [thread];
  const found = await desk.workspace
    .find(place, `desk-${message.name}`, ...below)
    .catch(() => 'unknown' as const);
  if (found === 'not_sent') {
    await changeMessage(unit.db, message.id, { ...change, state: 'waiting' });
    return pauseMs(message.attempts);
  }
  const posted = typeof found === 'string' ? {} : { ref_channel: found.channel, ref_ts: found.ts };
  const state = typeof found === 'string' ? ('gone' as const) : ('posted' as const);
  await changeMessage(unit.db, message.id, { ...change, ...posted, state, posted_at: unit.now });
  return pauseMs(0);
}

/** The channel was archived or deleted: what is to be said there goes to the fallback, where there is one. */
async function placeless(desk: Desk, unit: Unit, task: Task, error: ChannelError): Promise<number> {
  const { message, place } = task;
  const { fallback } = desk.config;
  const { code, kind } = error;
  const moves = kind === 'unreachable' && task.ref === null && fallback !== undefined && fallback !== place;
  desk.app.log.warn(
    { place, code, message: message.id },
    moves
      ? 'desk: a message goes to the fallback'
      : `desk: ${error.message}; set "fallback" in the desk's file to another channel`,
  );
  if (kind === 'unreachable' && task.ref !== null && fallback !== undefined) {
    // It stands where nobody looks any more; what is said next goes to the fallback with all that it is about.
    await changeMessage(unit.db, message.id, { state: 'gone', error_code: code, dirty: false });
    return 0;
  }
  if (!moves && kind === 'unreachable') {
    await changeMessage(unit.db, message.id, { error_code: code, ...unposted(task) });
    return UNTIL_BACK_MS;
  }
  if (!moves) {
    await changeMessage(unit.db, message.id, { state: 'failed', error_code: code, dirty: false });
    return 0;
  }
  const moved = { state: 'waiting' as const, place: fallback, error_code: code };
  const stands = await standsIn(unit, message.parent_id, fallback);
  await changeMessage(unit.db, message.id, { ...moved, ...(!stands && { parent_id: null }) });
  await wake(unit, fallback);
  return 0;
}

/** Whether the thread that a message belongs to is in this place. */
async function standsIn({ db }: Unit, parentId: number | null, place: string): Promise<boolean> {
  return parentId !== null && (await messageById(db, parentId))?.place === place;
}
