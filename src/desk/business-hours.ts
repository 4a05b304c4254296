import { DateTime } from 'luxon';
import { DAYS, type DeskConfig } from './config.ts';

type Hours = DeskConfig['cases']['hours'];

/** No clock looks further ahead: a week without a single open hour is caught by the schema. */
const MOST_DAYS = 400;

/** When so much time has gone by on a clock that runs in business hours only. Pure; days with a change of the clock
 * are as long as they are. */
export function afterBusinessTime(from: Date, ms: number, hours: Hours, timezone: string): Date {
  let left = ms;
  let day = DateTime.fromJSDate(from, { zone: timezone }).startOf('day');
  for (let tried = 0; tried < MOST_DAYS; tried += 1) {
    const open = Math.max(from.getTime(), at(day, hours.from));
    const close = at(day, hours.to);
    if (isOpenOn(day, hours) && open < close) {
      if (left <= close - open) return new Date(open + left);
      left -= close - open;
    }
    day = day.plus({ days: 1 });
  }
  return new Date(from.getTime() + ms);
}

const isOpenOn = (day: DateTime, { days }: Hours): boolean => {
  const name = DAYS[day.weekday - 1];
  return name !== undefined && days.includes(name);
};

function at(day: DateTime, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute }).toMillis();
}
