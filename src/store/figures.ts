import type { SurveyMetric } from '../model/template.ts';
import { atOneMoment, type CellSum, cellSums, type GroupName } from './cells.ts';
import type { Db } from './schema.ts';
import { type SurveyBin, surveyBin } from './survey-bin.ts';

/** What a figure can be grouped and filtered by; and by `segment.<attribute>`. */
export const DIMENSIONS = [
  'channel',
  'team',
  'agent',
  'template',
  'variant',
  'language',
  'instrument',
  'segment',
] as const;

/** Which invitations are counted; the same for both sides of every rate. Times are of the decision to ask. */
export interface FigureQuery {
  metric: SurveyMetric;
  from: Date | null;
  to: Date | null;
  groupBy: readonly GroupName[];
  filter: Partial<Record<GroupName, string | null>>;
}

/** One cell: so many invitations of one group with this instrument and score. */
export interface FigureCell {
  group: Record<string, string | null>;
  instrument: string | null;
  score: number | null;
  count: number;
}

/** Counts of the whole chain. `suppressed` and `cancelled` are by rule and by cause. */
export interface FunnelCell {
  group: Record<string, string | null>;
  state: string;
  reason: string | null;
  count: number;
  sent: number;
  /** Sent over a channel that tells of deliveries: what `delivered` can be held against. */
  sent_with_receipts?: number;
  delivered: number;
  answered: number;
  complete: number;
  scored: number;
}

/** Scores and funnel of one selection: they come from the same cells, and so always agree. */
export interface SurveyCells {
  scores: FigureCell[];
  chain: FunnelCell[];
}

/** A survey's figures under these conditions, read at one moment. */
export async function surveyCells(db: Db, { metric, ...query }: FigureQuery): Promise<SurveyCells> {
  const sums = await atOneMoment(db, (snapshot) =>
    cellSums(snapshot, 'survey', { ...query, metrics: [metric] }),
  );
  return splitSurvey(sums);
}

/** Sums of survey cells as scores and as a funnel. */
export function splitSurvey(sums: readonly CellSum[]): SurveyCells {
  const decoded = sums.map((sum) => ({ sum, bin: surveyBin(sum.bin) }));
  return {
    scores: decoded.flatMap(({ sum: { group, instrument, n }, bin: { score } }) =>
      score === null ? [] : [{ group, instrument, score, count: n }],
    ),
    chain: decoded.filter(({ bin }) => !isToldOnly(bin)).map(({ sum, bin }) => funnelCell(sum, bin)),
  };
}

/** An answer from elsewhere: how many were asked there nobody knows, so it has no place in a funnel. */
const isToldOnly = ({ score, sent, answered }: SurveyBin): boolean => score !== null && !sent && !answered;

const funnelCell = ({ group, reason, n }: CellSum, bin: SurveyBin): FunnelCell => ({
  group,
  state: bin.state,
  reason,
  count: n,
  sent: bin.sent ? n : 0,
  sent_with_receipts: bin.receipts ? n : 0,
  delivered: bin.delivered ? n : 0,
  answered: bin.answered ? n : 0,
  complete: bin.complete ? n : 0,
  scored: bin.score === null ? 0 : n,
});
