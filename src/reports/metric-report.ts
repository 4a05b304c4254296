import { rankable, responseRate, surveyFigure } from '../metrics/index.ts';
import { scaleOfInstrument } from '../model/scale.ts';
import type { SurveyMetric } from '../model/template.ts';
import type { FigureCell, FunnelCell } from '../store/figures.ts';
import { type Funnel, funnel } from './funnel.ts';
import { type Shrunk, shrunkShares } from './shrunk.ts';

/** One instrument's figure. Instruments are never pooled: a CSAT on 1–5 and one on 1–7 are two figures. */
export type InstrumentFigure = ReturnType<typeof surveyFigure> & {
  instrument: string;
  /** How many answered what, by score. */
  histogram: Record<string, number>;
};

/** A figure with everything that makes it readable: n, interval and the chain of denominators. */
export interface FigureReport {
  value: number | null;
  n: number;
  interval: InstrumentFigure['interval'];
  /** The instrument of `value`: the one with the most answers; null without answers. */
  instrument: string | null;
  histogram: Record<string, number>;
  instruments: InstrumentFigure[];
  funnel: Funnel;
  /** What to mind when reading it. */
  notes: Note[];
}

/**
 * `few_answers`: fewer than 30; the interval says what can be said, and nothing is ranked. `value_outside_interval`: so
 * few answers, and so alike, that the interval is drawn toward the middle and leaves the value out.
 * `one_answer_no_interval`: a single answer does not say how much answers vary.
 */
type Note = 'few_answers' | 'value_outside_interval' | 'one_answer_no_interval';

export interface MetricReport extends FigureReport {
  metric: SurveyMetric;
  groups: GroupReport[];
}

/** The figure of one group; of agents also drawn toward their team. */
export interface GroupReport extends FigureReport {
  group: Record<string, string | null>;
  shrunk?: Shrunk | null;
}

function instrumentFigures(metric: SurveyMetric, cells: readonly FigureCell[]): InstrumentFigure[] {
  const histograms = new Map<string, Record<string, number>>();
  for (const { instrument, score, count } of cells) {
    if (instrument === null || score === null) continue;
    const histogram = histograms.get(instrument) ?? {};
    histogram[score] = (histogram[score] ?? 0) + count;
    histograms.set(instrument, histogram);
  }
  return [...histograms]
    .flatMap(([instrument, histogram]) => {
      const scale = scaleOfInstrument(instrument);
      return scale === null ? [] : [{ ...surveyFigure(metric, histogram, scale), instrument, histogram }];
    })
    .sort((a, b) => b.n - a.n || (a.instrument < b.instrument ? -1 : 1));
}

function figureReport(
  metric: SurveyMetric,
  scores: readonly FigureCell[],
  chain: readonly FunnelCell[],
): FigureReport {
  const instruments = instrumentFigures(metric, scores);
  const [main] = instruments;
  return {
    value: main?.value ?? null,
    n: main?.n ?? 0,
    interval: main?.interval ?? null,
    instrument: main?.instrument ?? null,
    histogram: main?.histogram ?? {},
    instruments,
    funnel: funnel(chain),
    notes: notesOf(main),
  };
}

function notesOf(figure: InstrumentFigure | undefined): Note[] {
  if (figure === undefined || figure.value === null) return [];
  const { value, n, interval } = figure;
  const outside = interval !== null && (value < interval.low || value > interval.high);
  return [
    ...(rankable(n) ? [] : ['few_answers' as const]),
    ...(outside ? ['value_outside_interval' as const] : []),
    ...(interval === null ? ['one_answer_no_interval' as const] : []),
  ];
}

/** Agents with few answers are drawn toward their team, within one instrument. */
function withShrunk(groups: readonly GroupReport[], instrument: string | null): GroupReport[] {
  const agents = groups.filter(({ group }) => group.agent != null);
  const shares = agents.map(({ group, instruments }) => {
    const own = instruments.find((one) => one.instrument === instrument);
    const good = own !== undefined && 'good_count' in own ? own.good_count : 0;
    return { team: group.team ?? null, good, n: own?.n ?? 0 };
  });
  const drawn = new Map(shrunkShares(shares).map((shrunk, i) => [agents[i], shrunk]));
  return groups.map((one) => (drawn.has(one) ? { ...one, shrunk: drawn.get(one) ?? null } : one));
}

/** The view model of one metric, from cells that were read under the same conditions. */
export function metricReport(
  metric: SurveyMetric,
  scores: readonly FigureCell[],
  chain: readonly FunnelCell[],
  grouped: boolean,
): MetricReport {
  const whole = figureReport(metric, scores, chain);
  if (!grouped) return { metric, ...whole, groups: [] };
  const nameOf = (cell: { group: Record<string, string | null> }) => JSON.stringify(cell.group);
  const scored = Map.groupBy(scores, nameOf);
  const chained = Map.groupBy(chain, nameOf);
  const names = [...new Set([...chained.keys(), ...scored.keys()])].sort();
  const groups: GroupReport[] = names.map((name) => ({
    group: JSON.parse(name) as Record<string, string | null>,
    ...figureReport(metric, scored.get(name) ?? [], chained.get(name) ?? []),
  }));
  return { metric, ...whole, groups: metric === 'csat' ? withShrunk(groups, whole.instrument) : groups };
}

/** A response rate with its chain of denominators. */
export type ResponseReport = ReturnType<typeof responseReport>;

const answeredOf = (chain: readonly FunnelCell[]) => {
  const { sent, answered, ...rest } = funnel(chain);
  return { ...responseRate(sent, answered), funnel: { ...rest, sent, answered } };
};

/** How many of those who were asked answered, under the same conditions on both sides. */
export function responseReport(chain: readonly FunnelCell[], grouped: boolean) {
  const groups = grouped ? [...Map.groupBy(chain, ({ group }) => JSON.stringify(group))].sort() : [];
  return {
    metric: 'response_rate' as const,
    ...answeredOf(chain),
    groups: groups.map(([name, own]) => ({
      group: JSON.parse(name) as Record<string, string | null>,
      ...answeredOf(own),
    })),
  };
}
