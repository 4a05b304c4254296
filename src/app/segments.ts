import type { Correlation } from '../metrics/index.ts';
import type { Measurement, MetricName } from '../model/measurement.ts';
import { SurveyMetric } from '../model/template.ts';
import { atOneMoment } from '../store/cells.ts';
import { matchedPeople } from '../store/matched-people.ts';
import type { Db } from '../store/schema.ts';
import { type MetricAnswer, manyFigures } from './metric-figures.ts';
import type { MetricQuery } from './metric-query.ts';

/** One figure of the table; of a survey with its instrument, which is the same for all of its column. */
export interface SegmentCell {
  value: number | null;
  n: number | null;
  interval: { low: number; high: number; confidence: number; method: string } | null;
  instrument?: string | null;
}

export interface SegmentRow {
  segment: Record<string, string | null>;
  metrics: Partial<Record<MetricName, SegmentCell>>;
}

/** How answers and what the same people did go together. */
export interface MatchedCorrelation extends Correlation {
  of: SurveyMetric;
  with: 'churn' | 'spending';
  instrument: string;
  method: 'spearman';
  note: string;
}

export interface SegmentReport {
  by: readonly string[];
  metrics: readonly MetricName[];
  all: Partial<Record<MetricName, SegmentCell>>;
  rows: SegmentRow[];
  correlations: MatchedCorrelation[];
}

const NOTE =
  'People who answered and are known as customers. It says how the two go together, not that one is the cause of the other.';

interface Shown extends Omit<MetricAnswer, 'groups' | 'metric'> {
  interval?: SegmentCell['interval'];
  instrument?: string | null;
  /** Of a survey: its figure in each. */
  instruments?: readonly (SegmentCell & { instrument: string })[];
}

const plainCell = ({ value, n, interval }: Shown): SegmentCell => ({ value, n, interval: interval ?? null });

/** The figure in the instrument that most of all answers have: figures of two are not to be compared. */
function cellOf(shown: Shown, { instrument }: Shown): SegmentCell {
  if (instrument === undefined) return plainCell(shown);
  const own = shown.instruments?.find((one) => one.instrument === instrument);
  return { ...plainCell(own ?? { value: null, n: 0 }), instrument };
}

/** Any metrics, of surveys and of the business, side by side for each segment. */
export async function segmentReport(
  db: Db,
  setting: Measurement,
  queries: readonly MetricQuery[],
  now: Date,
): Promise<SegmentReport> {
  const [first] = queries;
  const correlations: MatchedCorrelation[] = [];
  const answers = await atOneMoment(db, async (snapshot) => {
    const told = await manyFigures(snapshot, setting, queries, now);
    for (const answer of told) correlations.push(...(await correlationsOf(snapshot, answer, first, now)));
    return told;
  });
  const rows = new Map<string, SegmentRow>();
  for (const { metric, groups, ...whole } of answers) {
    for (const { group, ...figure } of groups) {
      const name = JSON.stringify(group);
      const row = rows.get(name) ?? { segment: group, metrics: {} };
      row.metrics[metric] = cellOf(figure, whole);
      rows.set(name, row);
    }
  }
  return {
    by: first?.groupBy ?? [],
    metrics: answers.map(({ metric }) => metric),
    all: Object.fromEntries(
      answers.map(({ metric, groups: _, ...figure }) => [metric, cellOf(figure, figure)]),
    ),
    rows: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
    correlations,
  };
}

/** The answers of a survey metric against whether the same people left, and what they spent. */
async function correlationsOf(
  db: Db,
  answer: MetricAnswer & { instrument?: string | null },
  query: MetricQuery | undefined,
  now: Date,
): Promise<MatchedCorrelation[]> {
  const survey = SurveyMetric.safeParse(answer.metric);
  if (!survey.success || answer.instrument == null) return [];
  const { from = null, to = null, filter = {} } = query ?? {};
  const about = { metric: survey.data, instrument: answer.instrument };
  const people = await matchedPeople(db, { ...about, from, to, filter, now });
  const { spearman } = await import('../metrics/index.ts');
  // Whoever was gone already could not leave any more.
  const there = people.filter(({ left }) => left !== null);
  const told = { of: survey.data, instrument: answer.instrument, method: 'spearman' as const, note: NOTE };
  return [
    {
      ...told,
      with: 'churn',
      ...spearman(
        there.map(({ score }) => score),
        there.map(({ left }) => (left ? 1 : 0)),
      ),
    },
    {
      ...told,
      with: 'spending',
      ...spearman(
        people.map(({ score }) => score),
        people.map(({ spent }) => spent),
      ),
    },
  ];
}
