import type { Change, PeriodScores } from '../metrics/index.ts';
import { SurveyMetric } from '../model/template.ts';
import { cellSums } from '../store/cells.ts';
import type { Db } from '../store/schema.ts';
import { surveyBin } from '../store/survey-bin.ts';
import type { MetricQuery } from './metric-query.ts';

/** A change with the period that it is measured against. */
export interface PeriodChange extends Change {
  from: Date;
  to: Date;
}

type Range = Pick<MetricQuery, 'from' | 'to'>;

async function scoresOf(db: Db, query: MetricQuery, range: Range, instrument: string): Promise<PeriodScores> {
  const asked = { ...query.filter, instrument };
  const metrics = [query.metric];
  const sums = await cellSums(db, 'survey', { ...range, metrics, groupBy: ['channel'], filter: asked });
  const scores = new Map<number, number>();
  const byChannel = new Map<string, Map<number, number>>();
  for (const { group, bin, n } of sums) {
    const { score } = surveyBin(bin);
    if (score === null) continue;
    const channel = group.channel ?? '';
    const own = byChannel.get(channel) ?? new Map<number, number>();
    own.set(score, (own.get(score) ?? 0) + n);
    byChannel.set(channel, own);
    scores.set(score, (scores.get(score) ?? 0) + n);
  }
  return { scores, byChannel };
}

/**
 * A survey metric against the period of the same length before it, within one instrument: by how much, how sure, and
 * what part of it the mix of channels explains. Null where the period has no start, or the metric is of no survey.
 */
export async function changeSincePrevious(
  db: Db,
  query: MetricQuery,
  instrument: string | null,
  now: Date,
): Promise<PeriodChange | null> {
  const survey = SurveyMetric.safeParse(query.metric);
  if (!survey.success || query.from === null || instrument === null) return null;
  const to = query.to ?? now;
  const before = { from: new Date(2 * query.from.getTime() - to.getTime()), to: query.from };
  const { changeOfScores } = await import('../metrics/index.ts');
  const then = await scoresOf(db, query, before, instrument);
  const after = await scoresOf(db, query, { from: query.from, to }, instrument);
  return { ...before, ...changeOfScores(survey.data, instrument, then, after) };
}
