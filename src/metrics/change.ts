import type { SurveyMetric } from '../model/template.ts';
import { sampleOfScores } from './period-sample.ts';
import { brunnerMunzelOfCounts } from './statistics/brunner-munzel.ts';
import { criticalZ, twoSidedZ } from './statistics/distributions.ts';
import { DEFAULT_CONFIDENCE, type Interval } from './statistics/interval.ts';
import { differenceInterval, pooledZ } from './statistics/proportion-difference.ts';
import { type ChangeByMix, changeByMix, type Stratum } from './statistics/standardisation.ts';
import { type Sample, welch } from './statistics/welch.ts';

type Counts = ReadonlyMap<number, number>;

/** This period against the one before it. */
export interface Change {
  before: number | null;
  n_before: number;
  /** After − before, in the unit of the metric; null where a side has no answers. */
  difference: number | null;
  interval: Interval | null;
  p: number | null;
  /** Which test the p is of. */
  test: string | null;
  /** What part of the difference comes from another mix of channels alone; null where it cannot be told. */
  mix: ChangeByMix | null;
}

/** Scores of one period, whole and by channel. */
export interface PeriodScores {
  scores: Counts;
  byChannel: ReadonlyMap<string, Counts>;
}

const plain = { adjusted: false };

function strata(metric: SurveyMetric, instrument: string, { byChannel }: PeriodScores): Map<string, Stratum> {
  return new Map(
    [...byChannel].flatMap(([channel, scores]) => {
      const of = sampleOfScores(metric, instrument, scores, plain);
      if (of === null) return [];
      return [[channel, { value: of.mean, standardError: Math.sqrt(of.variance / of.n), n: of.n }] as const];
    }),
  );
}

interface Tested {
  interval: Interval | null;
  p: number | null;
  test: string | null;
}

/** Shares: Newcombe's interval and the pooled z. */
function ofShares(before: Sample, after: Sample, confidence: number): Tested {
  const shares = {
    x1: Math.round((after.mean * after.n) / 100),
    n1: after.n,
    x2: Math.round((before.mean * before.n) / 100),
    n2: before.n,
  };
  const interval = differenceInterval(shares, 'newcombe', confidence);
  const scaled = interval && { ...interval, low: 100 * interval.low, high: 100 * interval.high };
  return { interval: scaled, p: pooledZ(shares)?.p ?? null, test: 'pooled_z' };
}

/** Net Promoter Scores: difference and errors after the adjustment of each side. */
function ofNets(before: Sample, after: Sample, confidence: number): Tested {
  const difference = after.mean - before.mean;
  const error = Math.sqrt(before.variance / before.n + after.variance / after.n);
  const half = criticalZ(confidence) * error;
  const interval = {
    low: Math.max(-200, difference - half),
    high: Math.min(200, difference + half),
    confidence,
    method: 'adjusted_wald',
  };
  return { interval, p: twoSidedZ(difference / error), test: 'adjusted_wald_z' };
}

/** Ordinal scores: Brunner and Munzel's test; the interval is of the difference of the means. */
function ofOrdinals(before: Counts, after: Counts, samples: [Sample, Sample], confidence: number): Tested {
  const interval = welch(...samples, confidence)?.interval ?? null;
  return { interval, p: brunnerMunzelOfCounts(before, after, confidence).p, test: 'brunner_munzel' };
}

/** How a survey metric changed from one period to the next, within one instrument. */
export function changeOfScores(
  metric: SurveyMetric,
  instrument: string,
  before: PeriodScores,
  after: PeriodScores,
  confidence: number = DEFAULT_CONFIDENCE,
): Change {
  const sample = (period: PeriodScores, adjusted: boolean) =>
    sampleOfScores(metric, instrument, period.scores, { adjusted });
  const [then, now] = [sample(before, false), sample(after, false)];
  const base = { before: then?.mean ?? null, n_before: then?.n ?? 0 };
  if (then === null || now === null) {
    return { ...base, difference: null, interval: null, p: null, test: null, mix: null };
  }
  const [thenAdjusted, nowAdjusted] = [sample(before, true) ?? then, sample(after, true) ?? now];
  const tested =
    metric === 'csat'
      ? ofShares(then, now, confidence)
      : metric === 'nps'
        ? ofNets(thenAdjusted, nowAdjusted, confidence)
        : ofOrdinals(before.scores, after.scores, [then, now], confidence);
  const mix = changeByMix(strata(metric, instrument, before), strata(metric, instrument, after));
  return { ...base, difference: now.mean - then.mean, ...tested, mix };
}
