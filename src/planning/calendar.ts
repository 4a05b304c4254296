import { Temporal } from 'temporal-polyfill';
import { type AskingPolicy, WEEKDAYS } from '../model/asking-policy.ts';
import type { Recipient } from './recipient.ts';

/** When a person may be asked. Instants are milliseconds of the epoch. */
export interface Calendar {
  isOpen(at: number): boolean;
  /** The first open moment from `at` on; null when there is none within a month. */
  nextOpen(at: number): number | null;
  /** An open moment before `at` and not before `from`, as late as is well clear of what follows; null: none. */
  lastOpen(from: number, at: number): number | null;
}

/** The hours and days that hold for somebody: those of their country before those for all. */
interface Hours {
  quiet: { from: number; to: number } | null;
  business: { days: readonly string[]; holidays: readonly string[] } | null;
}

/** A stretch of time in which nobody is asked: from its first moment to the first after it. */
type Block = readonly [start: number, end: number];

const DAY = 86_400_000;
const SEARCH_DAYS = 31;
/** A question that is meant for the last minute before the quiet hours would often go out in them. */
const CLEAR_OF = 5 * 60_000;

const ALWAYS: Calendar = {
  isOpen: () => true,
  nextOpen: (at) => at,
  lastOpen: (from, at) => (at > from ? at - 1 : null),
};

function hoursFor({ country }: Recipient, policy: AskingPolicy): Hours {
  const own = country === null ? undefined : policy.countries[country];
  return {
    quiet: own?.quiet_hours === undefined ? policy.quiet_hours : own.quiet_hours,
    business: own?.business_days === undefined ? policy.business_days : own.business_days,
  };
}

const calendars = new WeakMap<AskingPolicy, Map<string, Calendar>>();

/** The calendar of a recipient; the same one for all whose zones and hours are the same. */
export function calendarFor(recipient: Recipient, policy: AskingPolicy): Calendar {
  const hours = hoursFor(recipient, policy);
  if (hours.quiet === null && hours.business === null) return ALWAYS;
  const own = calendars.get(policy) ?? new Map<string, Calendar>();
  calendars.set(policy, own);
  const key = `${recipient.country} ${recipient.zones.join()}`;
  const known = own.get(key);
  if (known !== undefined) return known;
  const made = calendar(recipient.zones, hours, policy.time_zone);
  own.set(key, made);
  return made;
}

/**
 * Nobody is disturbed in any of the zones. Where their quiet hours leave no moment at all (a country from one end of
 * the world to the other), the zone of the setting stands for them.
 */
function calendar(zones: readonly string[], hours: Hours, standIn: string): Calendar {
  const all = inZones(zones, hours);
  if (zones.length === 1) return all;
  const alone = inZones([standIn], hours);
  const chosen = (at: number): Calendar => (all.nextOpen(at) === null ? alone : all);
  return {
    isOpen: (at) => chosen(at).isOpen(at),
    nextOpen: (at) => chosen(at).nextOpen(at),
    lastOpen: (from, at) => chosen(at).lastOpen(from, at),
  };
}

function inZones(zones: readonly string[], hours: Hours): Calendar {
  const days = new Map<number, readonly Block[]>();
  /** The blocks that touch a day of UTC, in order and without overlaps. */
  const blocksOn = (day: number): readonly Block[] => {
    const known = days.get(day);
    if (known !== undefined) return known;
    if (days.size > 1_000) days.clear();
    const found = united(zones.flatMap((zone) => blocksIn(zone, hours, day)));
    days.set(day, found);
    return found;
  };
  const blockAt = (at: number): Block | undefined =>
    blocksOn(Math.floor(at / DAY)).find(([start, end]) => start <= at && at < end);

  return {
    isOpen: (at) => blockAt(at) === undefined,
    nextOpen(at) {
      let moment = at;
      for (let block = blockAt(moment); block !== undefined; block = blockAt(moment)) {
        moment = block[1];
        if (moment - at > SEARCH_DAYS * DAY) return null;
      }
      return moment;
    },
    lastOpen(from, at) {
      let moment = at - 1;
      for (let block = blockAt(moment); block !== undefined; block = blockAt(moment)) {
        moment = block[0] - 1;
        if (moment < from) return null;
      }
      const clear = moment + 1 - CLEAR_OF;
      const begin = moment === at - 1 ? moment : Math.max(from, clear);
      return begin >= from && blockAt(begin) === undefined ? begin : null;
    },
  };
}

/** Blocks of one zone around a day of UTC; a zone's own day reaches at most one day further on each side. */
function blocksIn(zone: string, { quiet, business }: Hours, day: number): Block[] {
  const around = Temporal.Instant.fromEpochMilliseconds(day * DAY)
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  const instant = (date: Temporal.PlainDate, minutes: number, which: 'earlier' | 'later'): number =>
    date
      .toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
      .toZonedDateTime(zone, { disambiguation: which }).epochMilliseconds;
  return [-1, 0, 1, 2].flatMap((offset): Block[] => {
    const date = around.add({ days: offset });
    const next = date.add({ days: 1 });
    const blocks: Block[] = [];
    if (business !== null && !isBusinessDay(date, business)) {
      blocks.push([instant(date, 0, 'earlier'), instant(next, 0, 'later')]);
    }
    // An hour that comes twice is quiet twice: from its first beginning to its second end.
    if (quiet !== null && quiet.from !== quiet.to) {
      const end = quiet.to > quiet.from ? date : next;
      blocks.push([instant(date, quiet.from, 'earlier'), instant(end, quiet.to, 'later')]);
    }
    return blocks;
  });
}

const isBusinessDay = (
  date: Temporal.PlainDate,
  { days, holidays }: NonNullable<Hours['business']>,
): boolean => days.includes(WEEKDAYS[date.dayOfWeek - 1] ?? '') && !holidays.includes(date.toString());

/** In order, what touches or overlaps as one. */
function united(blocks: readonly Block[]): Block[] {
  const found: [number, number][] = [];
  for (const [start, end] of blocks.toSorted((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) found.push([start, end]);
  }
  return found;
}
