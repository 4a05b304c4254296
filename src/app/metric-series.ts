import type { SeriesSize } from '../model/measurement.ts';
import { SurveyMetric } from '../model/template.ts';
import type { SeriesPoint } from '../reports/series.ts';
import { cellSums } from '../store/cells.ts';
import type { Db } from '../store/schema.ts';
import { surveyBin } from '../store/survey-bin.ts';
import type { MetricQuery } from './metric-query.ts';

const HOUR_MS = 3_600_000;

/** A survey metric over time, within one instrument; null for other metrics. `db` is a transaction. */
export async function metricSeries(
  db: Db,
  query: MetricQuery,
  instrument: string | null,
  size: SeriesSize,
): Promise<SeriesPoint[] | null> {
  const survey = SurveyMetric.safeParse(query.metric);
  if (!survey.success) return null;
  if (instrument === null) return [];
  const { from, to, filter } = query;
  const asked = { from, to, filter: { ...filter, instrument }, metrics: [survey.data], groupBy: [] };
  const sums = await cellSums(db, 'survey', { ...asked, daily: true });
  const days = new Map<number, Map<number, number>>();
  for (const { day, bin, n } of sums) {
    const { score } = surveyBin(bin);
    if (score === null || day === null) continue;
    const scores = days.get(day) ?? new Map<number, number>();
    days.set(day, scores.set(score, (scores.get(score) ?? 0) + n));
  }
  const told = [...days].map(([day, scores]) => ({ day: new Date(day * HOUR_MS), scores }));
  const { surveySeries } = await import('../reports/series.ts');
  return surveySeries(survey.data, instrument, told, size);
}
