import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Template } from '../model/template.ts';
import { type Calendar, calendarFor } from './calendar.ts';
import { type Check, check } from './check.ts';
import type { PlaceFacts } from './facts.ts';
import type { Recipient } from './recipient.ts';

/** When the question goes out and until when answers are taken; and the two rules behind it, in words. */
export interface Moment {
  /** Null: there is no moment that is neither quiet nor too late. */
  at: Date | null;
  expiresAt: Date | null;
  checks: Check[];
}

export interface MomentWanted {
  now: Date;
  place: PlaceFacts;
  recipient: Recipient;
  policy: AskingPolicy;
}

/** When the survey has to be over, so that all of it fits into the channel's window; infinity without one. */
const deadlineOf = ({ windowClosesAt }: PlaceFacts, { window_margin }: AskingPolicy): number =>
  windowClosesAt === null ? Number.POSITIVE_INFINITY : windowClosesAt.getTime() - window_margin;

/**
 * The moment of asking. The delay counts from the moment the close became known, not from the close: a hook that comes
 * late may have its reopening right behind it, and the delay is there to let that one through first.
 *
 * Quiet hours and days are never broken: what falls into them waits for their end. Where the channel's window would
 * close by then, the delay gives way: the question goes out before the quiet hours begin. Where that is not possible
 * either, nobody is asked.
 */
export function momentOf(wanted: MomentWanted, { ask }: Template): Moment {
  const { now, place, recipient, policy } = wanted;
  const calendar = calendarFor(recipient, policy);
  const meant = now.getTime() + ask.delay;
  const deadline = deadlineOf(place, policy);
  const { at, how } = choose(calendar, { now: now.getTime(), meant, deadline, place });
  const outside = at !== null && at >= deadline;
  const latest = outside ? Number.POSITIVE_INFINITY : deadline;
  const checks = [
    check('quiet_hours', how !== 'never', () => quietWords(recipient, how, at, meant)),
    check('window', how !== 'too late', () => windowWords(place, deadline, outside)),
  ];
  if (at === null) return { at: null, expiresAt: null, checks };
  return { at: new Date(at), expiresAt: new Date(Math.min(at + ask.expires_after, latest)), checks };
}

/** `never`: no open hour within a month; `too late`: none before the window closes. */
type How = 'as meant' | 'later' | 'earlier' | 'never' | 'too late';

/** What people need at least to answer, where there is a choice. */
const TO_ANSWER = 30 * 60_000;

function choose(
  calendar: Calendar,
  { now, meant, deadline, place }: { now: number; meant: number; deadline: number; place: PlaceFacts },
): { at: number | null; how: How } {
  const open = calendar.nextOpen(meant);
  const then =
    open === null ? null : { at: open, how: open === meant ? ('as meant' as const) : ('later' as const) };
  for (const latest of [deadline - TO_ANSWER, deadline]) {
    if (then !== null && then.at < latest) return then;
    const earlier = calendar.lastOpen(now, Math.min(meant, latest));
    if (earlier !== null) return { at: earlier, how: 'earlier' };
  }
  if (then === null) return { at: null, how: 'never' };
  return place.templateOutsideWindow ? then : { at: null, how: 'too late' };
}

const SOURCES: Record<Recipient['source'], string> = {
  attribute: "the contact's time zone",
  phone: 'the phone number',
  country: "the contact's country",
  'e-mail': 'the e-mail address',
  setting: 'the setting',
};

/** "09:00 Sun in Europe/Istanbul, by the phone number". */
function localTime(at: number, { zones, source }: Recipient): string {
  const [zone = 'UTC'] = zones;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const more = zones.length > 1 ? ` (and ${zones.length - 1} more zones)` : '';
  return `${format.format(at)} in ${zone}${more}, by ${SOURCES[source]}`;
}

function quietWords(recipient: Recipient, how: How, at: number | null, meant: number): string {
  const local = localTime(at ?? meant, recipient);
  switch (how) {
    case 'as meant':
      return `asked at ${local}: no quiet hour, a day on which is asked`;
    case 'later':
      return `meant for quiet hours or a day without asking; deferred to ${local}`;
    case 'earlier':
      return `asked earlier than meant, at ${local}: after the quiet hours it would be too late`;
    case 'never':
      return `no open hour within a month; it was meant for ${local}`;
    case 'too late':
      return `meant for ${local}, where the window leaves no open hour`;
  }
}

function windowWords({ windowClosesAt }: PlaceFacts, deadline: number, outside: boolean): string {
  if (windowClosesAt === null) return 'the channel takes messages at any time';
  const until = new Date(deadline).toISOString();
  return outside
    ? `the channel's window closes before, at ${until}: an approved template carries the question`
    : `the channel takes free text until ${windowClosesAt.toISOString()}; the survey is to be over by ${until}`;
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
