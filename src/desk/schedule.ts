import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { inTransaction, type Unit } from '../app/unit.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import { DAYS, type DeskConfig, type DigestConfig } from './config.ts';
import type { Desk } from './desk.ts';

/** Something that is told at a time of the day, in the time zone of those who are told. */
interface Clock {
  at: string;
  timezone: string;
  /** Left out: every day. */
  on?: (typeof DAYS)[number];
}

/** The next time strictly after `now`. Days with a change of the clock keep the time on the wall. Pure. */
export function nextTime(now: Date, { at, timezone, on }: Clock): DateTime {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const today = DateTime.fromJSDate(now, { zone: timezone });
  for (let days = 0; days <= 8; days += 1) {
    const time = today.plus({ days }).set({ hour, minute, second: 0, millisecond: 0 });
    const fits = on === undefined || DAYS[time.weekday - 1] === on;
    if (fits && time.toMillis() > now.getTime()) return time;
  }
  return today.plus({ days: 7 });
}

export const clockOf = ({ every, on, at, timezone }: DigestConfig, config: DeskConfig): Clock => ({
  at,
  timezone: timezone ?? config.timezone,
  ...(every === 'week' && { on }),
});

/** Names a digest by what it says: one that is changed in the file is another. */
export const digestId = (digest: DigestConfig): string =>
  createHash('sha256').update(JSON.stringify(digest)).digest('hex').slice(0, 12);

/** Plans what is next for every digest and for the look at alarms; what is planned already stays. */
export async function planAhead(desk: Desk): Promise<void> {
  await inTransaction(desk.app, async (unit) => {
    for (const digest of desk.config.digests) planDigest(desk, unit, digest);
    planAlarms(desk, unit);
  });
}

export function planDigest({ config }: Desk, unit: Unit, digest: DigestConfig): void {
  const time = nextTime(unit.now, clockOf(digest, config));
  const id = `${digestId(digest)}/${time.toISODate()}`;
  unit.emit({
    key: `desk-digest-${digestId(digest)}-${time.toISODate()}`,
    job: 'desk',
    payload: { work: 'digest', id },
    runAt: time.toJSDate(),
  });
}

export function planAlarms({ config }: Desk, unit: Unit): void {
  const { alarms, timezone } = config;
  if (alarms === undefined) return;
  const time = nextTime(unit.now, { at: alarms.at, timezone });
  const day = time.toISODate() ?? '';
  const payload = { work: 'alarms', id: day };
  unit.emit({ key: `desk-alarms-${day}`, job: 'desk', payload, runAt: time.toJSDate() });
}

/** Takes the outbox row of planned work in the transaction that does it. */
export async function once(desk: Desk, key: string, work: (unit: Unit) => Promise<void>): Promise<void> {
  await inTransaction(desk.app, async (unit) => {
    if ((await lockOutbox(unit.db, key)) === undefined) return;
    await work(unit);
    await removeOutbox(unit.db, key);
  });
}
