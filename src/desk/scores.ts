import { changeSincePrevious } from '../app/changes.ts';
import { figures } from '../app/figures.ts';
import { SurveyMetric } from '../model/template.ts';
import type { FigureReport } from '../reports/index.ts';
import type { GroupName } from '../store/cells.ts';
import type { Db } from '../store/schema.ts';

const DAY_MS = 86_400_000;
/** The chance that is taken of calling a change clear that is none. */
const SURE = 0.05;

/** The periods that can be asked for, in days, and in how many steps their trend is drawn. */
export const PERIODS = {
  '1d': { days: 1, steps: 1 },
  '7d': { days: 7, steps: 7 },
  '30d': { days: 30, steps: 10 },
  quarter: { days: 91, steps: 13 },
} as const;
export type Period = keyof typeof PERIODS;

export type Filter = Partial<Record<GroupName, string>>;

export interface ScoresAsked {
  /** Null = all three. */
  metric: SurveyMetric | null;
  period: Period;
  filter: Filter;
}

/** One metric as agents read it; null values where nobody answered. */
export interface ScoreShown {
  metric: SurveyMetric;
  value: number | null;
  n: number;
  low: number | null;
  high: number | null;
  before: { value: number | null; n: number };
  /** Whether the difference to before is more than chance would make. */
  clear: boolean;
  asked: number;
  answered: number;
  complete: number;
  trend: readonly { from: Date; value: number | null; n: number }[];
}

export interface Scoreboard {
  period: Period;
  filter: Filter;
  from: Date;
  to: Date;
  scores: readonly ScoreShown[];
}

/** The scores of a period against the one before, with their trend. */
export async function scoreboard(
  db: Db,
  { metric, period, filter }: ScoresAsked,
  now: Date,
): Promise<Scoreboard> {
  const { days } = PERIODS[period];
  const from = new Date(now.getTime() - days * DAY_MS);
  const metrics = metric === null ? SurveyMetric.options : [metric];
  const scores = await Promise.all(
    metrics.map((name) => scoreOf(db, name, period, filter, { from, to: now })),
  );
  // A survey that nobody was sent is not spoken of, unless it was asked for.
  const told = scores.filter(({ asked, n, metric: name }) => asked + n > 0 || name === metric);
  return { period, filter, from, to: now, scores: told };
}

async function scoreOf(
  db: Db,
  metric: SurveyMetric,
  period: Period,
  filter: Filter,
  { from, to }: { from: Date; to: Date },
): Promise<ScoreShown> {
  const ask = (since: Date, until: Date): Promise<FigureReport> =>
    figures(db, { metric, from: since, to: until, groupBy: [], filter });
  const length = to.getTime() - from.getTime();
  const { steps } = PERIODS[period];
  const edges = Array.from({ length: steps + 1 }, (_, i) => new Date(from.getTime() + (i * length) / steps));
  const [now, before] = await Promise.all([ask(from, to), ask(new Date(from.getTime() - length), from)]);
  const trend = now.n === 0 || steps === 1 ? [] : await trendOf(edges, ask);
  const query = { metric, from, to, groupBy: [], filter };
  const change = await changeSincePrevious(db, query, now.instrument, to);
  const { value, n, interval, funnel } = now;
  return {
    metric,
    value,
    n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    before: { value: before.value, n: before.n },
    clear: change?.p != null && change.p < SURE,
    asked: funnel.sent,
    answered: funnel.answered,
    complete: funnel.complete,
    trend,
  };
}

async function trendOf(edges: readonly Date[], ask: (from: Date, to: Date) => Promise<FigureReport>) {
  const steps = edges.slice(1).map((to, i) => ({ from: edges[i] ?? to, to }));
  const found: { from: Date; value: number | null; n: number }[] = [];
  for (const { from, to } of steps) {
    const { value, n } = await ask(from, to);
    found.push({ from, value, n });
  }
  return found;
}
