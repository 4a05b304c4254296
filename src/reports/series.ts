import { type SurveyFigure, surveyFigure } from '../metrics/index.ts';
import type { SeriesSize } from '../model/measurement.ts';
import { scaleOfInstrument } from '../model/scale.ts';
import type { SurveyMetric } from '../model/template.ts';

/** One point of a line: a figure with its interval; `to` is exclusive. */
export interface SeriesPoint {
  from: Date;
  to: Date;
  value: number | null;
  n: number;
  interval: SurveyFigure['interval'];
}

/** Scores of one day (UTC). */
export interface DayScores {
  day: Date;
  scores: ReadonlyMap<number, number>;
}

const DAY_MS = 86_400_000;
/** 1970-01-05, a Monday. */
const A_MONDAY = 4 * DAY_MS;
const WEEK_MS = 7 * DAY_MS;

/** The day, week (from Monday) or month that a time lies in. */
function spanOf(time: Date, size: SeriesSize): { from: Date; to: Date } {
  if (size === 'month') {
    const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()];
    return { from: new Date(Date.UTC(year, month)), to: new Date(Date.UTC(year, month + 1)) };
  }
  const [length, offset] = size === 'week' ? [WEEK_MS, A_MONDAY] : [DAY_MS, 0];
  const from = Math.floor((time.getTime() - offset) / length) * length + offset;
  return { from: new Date(from), to: new Date(from + length) };
}

/**
 * A survey metric over time, within one instrument: the days of each span are added up before the figure is made, as a
 * mean of means would weigh quiet days like busy ones. Spans without answers are points without a value.
 */
export function surveySeries(
  metric: SurveyMetric,
  instrument: string,
  days: readonly DayScores[],
  size: SeriesSize,
): SeriesPoint[] {
  const scale = scaleOfInstrument(instrument);
  const sorted = days.toSorted((a, b) => a.day.getTime() - b.day.getTime());
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (scale === null || first === undefined || last === undefined) return [];
  const points: SeriesPoint[] = [];
  for (let span = spanOf(first.day, size); span.from <= last.day; span = spanOf(span.to, size)) {
    const within = sorted.filter(({ day }) => day >= span.from && day < span.to);
    const { value, n, interval } = surveyFigure(metric, added(within), scale);
    points.push({ ...span, value, n, interval });
  }
  return points;
}

function added(days: readonly DayScores[]): Record<number, number> {
  const sum: Record<number, number> = {};
  for (const { scores } of days) {
    for (const [score, count] of scores) sum[score] = (sum[score] ?? 0) + count;
  }
  return sum;
}
