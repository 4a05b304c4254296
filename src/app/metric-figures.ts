import type { Measurement, MetricName } from '../model/measurement.ts';
import { SurveyMetric } from '../model/template.ts';
import { atOneMoment, cellSums } from '../store/cells.ts';
import { splitSurvey } from '../store/figures.ts';
import type { Db } from '../store/schema.ts';
import { BUSINESS_METRICS, businessFigures } from './business-figures.ts';
import type { MetricQuery } from './metric-query.ts';
import { SERVICE_METRICS, serviceFigures } from './service-figures.ts';
import { dimensionsFor, groupAsked } from './stages.ts';

/** A figure as the API answers it: its metric adds what else it tells. */
export type MetricAnswer = {
  metric: MetricName;
  value: number | null;
  n: number | null;
  groups: { group: Record<string, string | null>; value: number | null; n: number | null }[];
};

const isOneOf = <T extends string>(names: readonly T[], name: string): name is T => names.includes(name as T);

/** Any metric under any conditions, with all its groups as they are at one moment. */
export const metricFigures = (
  db: Db,
  setting: Measurement,
  query: MetricQuery,
  now: Date,
): Promise<MetricAnswer> =>
  atOneMoment(db, (snapshot) => {
    if (isOneOf(SERVICE_METRICS, query.metric)) return serviceFigures(snapshot, setting, query);
    if (isOneOf(BUSINESS_METRICS, query.metric)) return businessFigures(snapshot, setting, query, now);
    return surveyFigures(snapshot, setting, query);
  });

/** Many figures, all as they are at one moment. */
export const manyFigures = (
  db: Db,
  setting: Measurement,
  queries: readonly MetricQuery[],
  now: Date,
): Promise<MetricAnswer[]> =>
  atOneMoment(db, async (snapshot) => {
    const answers: MetricAnswer[] = [];
    for (const query of queries) answers.push(await metricFigures(snapshot, setting, query, now));
    return answers;
  });

/** A survey's figure with its funnel, or the response rate over the surveys. */
async function surveyFigures(db: Db, setting: Measurement, query: MetricQuery): Promise<MetricAnswer> {
  const survey = SurveyMetric.safeParse(query.metric);
  const sums = await cellSums(db, 'survey', {
    ...query,
    metrics: survey.success ? [survey.data] : SurveyMetric.options,
    groupBy: dimensionsFor(query.groupBy),
  });
  const asked = sums.map((sum) => ({ ...sum, group: groupAsked(setting, query.groupBy, sum.group) }));
  const { scores, chain } = splitSurvey(asked);
  // Loaded when the first figure is asked for: the distribution functions weigh 20 MB that a worker never needs.
  const { metricReport, responseReport } = await import('../reports/metric-report.ts');
  const grouped = query.groupBy.length > 0;
  return survey.success ? metricReport(survey.data, scores, chain, grouped) : responseReport(chain, grouped);
}
