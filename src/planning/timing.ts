import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Template } from '../model/template.ts';
import { type Calendar, calendarFor } from './calendar.ts';
import type { PlaceFacts } from './facts.ts';
import type { Recipient } from './recipient.ts';

/** What the moment of asking depends on. */
export interface MomentWanted {
  now: Date;
  place: PlaceFacts;
  recipient: Recipient;
  policy: AskingPolicy;
}

/**
 * How the moment came about: as the delay has it; after quiet hours; before them, because afterwards it would be too
 * late; not at all, because no hour within a month is open (`never`) or none before the window closes (`too late`).
 */
export type How = 'as meant' | 'later' | 'earlier' | 'never' | 'too late';

/** When the question goes out and until when answers are taken; `at` is null where there is no such moment. */
export interface Moment {
  at: Date | null;
  expiresAt: Date | null;
  /** When it would go out by the delay alone. */
  meant: Date;
  how: How;
  /** When the survey has to be over, so that all of it fits into the channel's window; null without one. */
  deadline: Date | null;
}

/** What people need at least to answer, where there is a choice. */
const TO_ANSWER = 30 * 60_000;

/**
 * The moment of asking. The delay counts from the moment the close became known, not from the close: a hook that comes
 * late may have its reopening right behind it, and the delay is there to let that one through first.
 *
 * Quiet hours and days are never broken: what falls into them waits for their end. Where the channel's window would
 * close by then, the delay gives way: the question goes out before the quiet hours begin. Where that is not possible
 * either, nobody is asked.
 */
export function momentOf(wanted: MomentWanted, { ask }: Template): Moment {
  const { now, place, policy } = wanted;
  const meant = now.getTime() + ask.delay;
  const deadline =
    place.windowClosesAt === null
      ? Number.POSITIVE_INFINITY
      : place.windowClosesAt.getTime() - policy.window_margin;
  const { at, how } = choose(wanted, meant, deadline);
  // Outside the window, with an approved template: the window says nothing about its end.
  const end = at === null || at >= deadline ? Number.POSITIVE_INFINITY : deadline;
  return {
    at: at === null ? null : new Date(at),
    expiresAt: at === null ? null : new Date(Math.min(at + ask.expires_after, end)),
    meant: new Date(meant),
    how,
    deadline: Number.isFinite(deadline) ? new Date(deadline) : null,
  };
}

function choose(
  { now, place, recipient, policy }: MomentWanted,
  meant: number,
  deadline: number,
): { at: number | null; how: How } {
  const calendar: Calendar = calendarFor(recipient, policy);
  const open = calendar.nextOpen(meant);
  const how = open === meant ? 'as meant' : 'later';
  for (const latest of [deadline - TO_ANSWER, deadline]) {
    if (open !== null && open < latest) return { at: open, how };
    const earlier = calendar.lastOpen(now.getTime(), Math.min(meant, latest));
    if (earlier !== null) return { at: earlier, how: 'earlier' };
  }
  if (open === null) return { at: null, how: 'never' };
  return place.templateOutsideWindow ? { at: open, how } : { at: null, how: 'too late' };
}

/**
 * When something may go out that was to go out now: at once, at the end of the quiet hours, or (null) never within the
 * time that is left.
 */
export function openFrom(
  { now, recipient, policy }: Pick<MomentWanted, 'now' | 'recipient' | 'policy'>,
  until: Date | null,
): Date | null {
  const open = calendarFor(recipient, policy).nextOpen(now.getTime());
  return open === null || (until !== null && open >= until.getTime()) ? null : new Date(open);
}
