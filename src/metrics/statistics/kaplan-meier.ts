import { criticalZ } from './distributions.ts';
import type { Interval } from './interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './interval.ts';
import type { LifeRow, Subject } from './life-table.ts';
import { atRiskAt, lastBy, lifeTable } from './life-table.ts';

export const SURVIVAL_INTERVALS = ['plain', 'log', 'log_log'] as const;
export type SurvivalInterval = (typeof SURVIVAL_INTERVALS)[number];

export interface SurvivalPoint {
  time: number;
  /** Subjects with a time of at least this one. */
  at_risk: number;
  /** S(t); null after the last time anybody was watched, unless the curve has ended at 0. */
  value: number | null;
  /** Greenwood's. */
  standard_error: number | null;
  interval: Interval | null;
}

interface CurveRow extends LifeRow {
  survival: number;
  /** Σ d/(r(r − d)) so far; infinite once the curve is at 0. */
  greenwood: number;
}

/** The steps of the curve, in order. */
export function survivalCurve(subjects: readonly Subject[]): CurveRow[] {
  let survival = 1;
  let greenwood = 0;
  return lifeTable(subjects).map((row) => {
    const { atRisk, events } = row;
    survival *= (atRisk - events) / atRisk;
    greenwood += events === 0 ? 0 : events / (atRisk * (atRisk - events));
    return { ...row, survival, greenwood };
  });
}

type Limits = (survival: number, greenwood: number, z: number) => readonly [low: number, high: number];

const LIMITS: Record<SurvivalInterval, Limits> = {
  plain: (s, g, z) => [s - z * s * Math.sqrt(g), s + z * s * Math.sqrt(g)],
  log: (s, g, z) => [s * Math.exp(-z * Math.sqrt(g)), s * Math.exp(z * Math.sqrt(g))],
  /** Within 0 and 1 by itself. At S = 1 there is no log of a log: the ends are 1, as the variance is 0. */
  log_log: (s, g, z) => {
    if (s === 1) return [1, 1];
    const spread = Math.exp((z * Math.sqrt(g)) / Math.log(s));
    return [s ** (1 / spread), s ** spread];
  },
};

/**
 * The Kaplan–Meier estimate at the times asked for, with Greenwood's variance: S ± z·SE held within 0 and 1
 * (`plain`), or the same on a log or log-log scale. At S = 0 there is no interval.
 *
 * @source Kaplan and Meier, JASA 53 (1958); Greenwood (1926); Kalbfleisch and Prentice, "The Statistical Analysis of
 *   Failure Time Data", for the log and log-log forms
 */
export function kaplanMeier(
  subjects: readonly Subject[],
  at: readonly number[],
  method: SurvivalInterval = 'plain',
  confidence: number = DEFAULT_CONFIDENCE,
): SurvivalPoint[] {
  const curve = survivalCurve(subjects);
  const end = curve.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  return at.map((time) => {
    const { survival, greenwood } = lastBy(curve, time) ?? { survival: 1, greenwood: 0 };
    const at_risk = atRiskAt(curve, time);
    if (time > end && survival > 0)
      return { time, at_risk, value: null, standard_error: null, interval: null };
    if (survival === 0) return { time, at_risk, value: 0, standard_error: null, interval: null };
    const [low, high] = LIMITS[method](survival, greenwood, criticalZ(confidence));
    const interval = clip({ low, high, confidence, method: `greenwood_${method}` }, 0, 1);
    return { time, at_risk, value: survival, standard_error: survival * Math.sqrt(greenwood), interval };
  });
}

/** The first time at which at most half survive; null where the curve stays above. */
export const medianSurvival = (subjects: readonly Subject[]): number | null =>
  survivalCurve(subjects).find((row) => row.survival <= 0.5 + 1e-12)?.time ?? null;
