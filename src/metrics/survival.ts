import type { Figure } from './input/figure.ts';
import { DEFAULT_CONFIDENCE } from './statistics/interval.ts';
import type { SurvivalInterval, SurvivalPoint } from './statistics/kaplan-meier.ts';
import { kaplanMeier, medianSurvival } from './statistics/kaplan-meier.ts';
import type { Subject } from './statistics/life-table.ts';
import { lifeTable } from './statistics/life-table.ts';

export interface SurvivalFigure extends Figure {
  kind: 'kaplan_meier';
  events: number;
  /** The first time at which at most half are left, in the unit of the times; null where more than half stay. */
  median: number | null;
  survival: SurvivalPoint[];
}

/**
 * Customers who stay, over time: the Kaplan–Meier curve.
 *
 * @metric survival
 * @formula S(t) = Π (1 − lost at tᵢ / at risk at tᵢ) over the times tᵢ up to t; value = S at the last time asked for
 * @denominator at each time the customers still watched just before it; n is all customers. Those who are still
 *   there, or were lost from sight, are censored (event 0) and count until then. Later than the last watched time
 *   there is no figure (null)
 * @unit share, 0 to 1; times in the unit they are given in
 * @orientation high is good
 * @interval Greenwood's, plain and held within 0 and 1; on a log or log-log scale on request (`interval_method`)
 * @source Kaplan and Meier, JASA 53 (1958); Greenwood (1926)
 */
export function survival(
  subjects: readonly Subject[],
  at: readonly number[] | undefined,
  options: { intervalMethod?: SurvivalInterval | undefined; confidence?: number | undefined } = {},
): SurvivalFigure {
  const eventTimes = lifeTable(subjects)
    .filter((row) => row.events > 0)
    .map((row) => row.time);
  const points = kaplanMeier(
    subjects,
    at ?? eventTimes,
    options.intervalMethod ?? 'plain',
    options.confidence ?? DEFAULT_CONFIDENCE,
  );
  const last = points.reduce<SurvivalPoint | null>((a, b) => (a === null || b.time >= a.time ? b : a), null);
  return {
    value: last?.value ?? null,
    n: subjects.length,
    kind: 'kaplan_meier',
    events: subjects.filter((subject) => subject.event).length,
    median: medianSurvival(subjects),
    survival: points,
    interval: last?.interval ?? null,
  };
}
