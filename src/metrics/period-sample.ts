import { withMetricDefaults } from '../model/metric-scale.ts';
import { scaleOfInstrument } from '../model/scale.ts';
import type { SurveyMetric } from '../model/template.ts';
import { NPS_SCALE } from './nps.ts';
import { moments } from './statistics/mean.ts';
import type { Sample } from './statistics/welch.ts';

type Counts = ReadonlyMap<number, number>;

/** What each answer adds to the metric: −100, 0 or 100 for NPS, 0 or 100 for CSAT, the score itself for CES. */
function worthOf(metric: SurveyMetric, instrument: string): ((score: number) => number) | null {
  const scale = scaleOfInstrument(instrument);
  if (scale === null) return null;
  if (metric === 'ces') return (score) => score;
  if (metric === 'nps') return (score) => (score >= NPS_SCALE.max - 1 ? 100 : score <= 6 ? -100 : 0);
  const good = withMetricDefaults('csat', scale).good ?? [];
  return (score) => (good.includes(score) ? 100 : 0);
}

/**
 * Answers that are added before a test so that few or unanimous ones are not taken for certainty: one good and one
 * other for shares (Agresti and Caffo), ¾ promoters, ¾ detractors and 1½ passives for NPS (as its interval has it).
 */
const ADDED: Record<SurveyMetric, readonly (readonly [worth: number, count: number])[]> = {
  csat: [
    [0, 1],
    [100, 1],
  ],
  nps: [
    [-100, 0.75],
    [0, 1.5],
    [100, 0.75],
  ],
  ces: [],
};

/** Scores of one instrument as a mean with its variance, in the unit of the metric. */
export function sampleOfScores(
  metric: SurveyMetric,
  instrument: string,
  scores: Counts,
  { adjusted }: { adjusted: boolean },
): Sample | null {
  const worth = worthOf(metric, instrument);
  if (worth === null) return null;
  const given = [...scores].map(([score, count]) => [worth(score), count] as const);
  const of = moments(adjusted ? [...given, ...ADDED[metric]] : given);
  if (of === null) return null;
  // As a share has it: the variance of what was seen, not of a sample from it.
  const variance = metric === 'ces' ? (of.variance ?? 0) : ((of.variance ?? 0) * (of.n - 1)) / of.n;
  return { n: of.n, mean: of.mean, variance };
}
