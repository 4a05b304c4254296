import { GRAINS, type Grain } from './cell-levels.ts';

const HOUR_MS = 3_600_000;

/** Hours since 1970, `to` exclusive; null is without end. */
export interface CellSpan {
  grain: Grain;
  from: number | null;
  to: number | null;
}

/** Less than an hour at an end of a range, which no cell holds: `to` exclusive. */
export interface RawSpan {
  from: Date;
  to: Date;
}

/** What a range is read from: whole cells, as large as fit, and rows for what is left of an hour at its ends. */
export interface RangePlan {
  /** The hours that the cells cover, whatever their grains; null where the range lies within an hour. */
  hours: { from: number | null; to: number | null } | null;
  cells: CellSpan[];
  raw: RawSpan[];
}

const startOfDay = (hour: number): number => hour - (hour % 24);

/** The start of the month, or of the year, that lies so many further on. */
function startOfMonth(hour: number, further = 0): number {
  const at = new Date(hour * HOUR_MS);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + further) / HOUR_MS;
}
const startOfYear = (hour: number, further = 0): number =>
  Date.UTC(new Date(hour * HOUR_MS).getUTCFullYear() + further, 0) / HOUR_MS;

/** The last start of the grain at or before an hour, and the first after it. */
const FLOOR: Record<Grain, (hour: number) => number> = {
  hour: (hour) => hour,
  day: startOfDay,
  month: (hour) => startOfMonth(hour),
  year: (hour) => startOfYear(hour),
};
const NEXT: Record<Grain, (hour: number) => number> = {
  hour: (hour) => hour + 1,
  day: (hour) => startOfDay(hour) + 24,
  month: (hour) => startOfMonth(hour, 1),
  year: (hour) => startOfYear(hour, 1),
};
const ceiling = (grain: Grain, hour: number): number =>
  FLOOR[grain](hour) === hour ? hour : NEXT[grain](hour);

/** The largest cells first; what they leave at both ends goes to the next smaller ones. */
function cover(from: number | null, to: number | null, grains: readonly Grain[]): CellSpan[] {
  const [grain, ...smaller] = grains;
  if (grain === undefined || (from !== null && to !== null && from >= to)) return [];
  const first = from === null ? null : ceiling(grain, from);
  const last = to === null ? null : FLOOR[grain](to);
  if (first !== null && last !== null && first >= last) return cover(from, to, smaller);
  return [
    ...(from === null || first === from ? [] : cover(from, first, smaller)),
    { grain, from: first, to: last },
    ...(to === null || last === to ? [] : cover(last, to, smaller)),
  ];
}

/** What `[from, to)` is read from; null is without end. Hours are always at hand; the other grains are given. */
export function planRange(from: Date | null, to: Date | null, grains: readonly Grain[]): RangePlan {
  const none: RangePlan = { hours: null, cells: [], raw: [] };
  if (from !== null && to !== null && from >= to) return none;
  const firstHour = from === null ? null : Math.ceil(from.getTime() / HOUR_MS);
  const lastHour = to === null ? null : Math.floor(to.getTime() / HOUR_MS);
  if (from !== null && to !== null && firstHour !== null && lastHour !== null && firstHour > lastHour) {
    return { ...none, raw: [{ from, to }] };
  }
  const raw: RawSpan[] = [];
  if (from !== null && firstHour !== null && firstHour * HOUR_MS > from.getTime()) {
    raw.push({ from, to: new Date(firstHour * HOUR_MS) });
  }
  if (to !== null && lastHour !== null && lastHour * HOUR_MS < to.getTime()) {
    raw.push({ from: new Date(lastHour * HOUR_MS), to });
  }
  const descending = GRAINS.filter((grain) => grain === 'hour' || grains.includes(grain)).toReversed();
  return {
    hours: { from: firstHour, to: lastHour },
    cells: cover(firstHour, lastHour, descending),
    raw,
  };
}
