import type { ChiSquareTest } from './chi-square.ts';
import { chiSquareTest } from './chi-square.ts';
import type { Subject } from './life-table.ts';
import { atRiskAt, lifeTable, rowAt } from './life-table.ts';
import { solve } from './linear-solve.ts';

export interface LogRank extends ChiSquareTest {
  /** Events seen and expected, by group in the order given. */
  observed: number[];
  expected: number[];
}

/** At one time with events: how many of each group were watched, and how many events came in all and by group. */
interface Moment {
  atRisk: number[];
  events: number[];
}

function moments(groups: readonly (readonly Subject[])[]): Moment[] {
  const tables = groups.map(lifeTable);
  const times = new Set(
    tables.flatMap((rows) => rows.filter((row) => row.events > 0).map((row) => row.time)),
  );
  return [...times].map((time) => ({
    atRisk: tables.map((rows) => atRiskAt(rows, time)),
    events: tables.map((rows) => rowAt(rows, time)?.events ?? 0),
  }));
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Hypergeometric covariance of the events of groups i and j at one moment. */
function covariance({ atRisk, events }: Moment, i: number, j: number): number {
  const n = sum(atRisk);
  const d = sum(events);
  if (n < 2) return 0;
  const share = (atRisk[j] ?? 0) / n;
  return ((d * (n - d)) / (n - 1)) * ((atRisk[i] ?? 0) / n) * ((i === j ? 1 : 0) - share);
}

/**
 * Whether survival curves differ: the log-rank (Mantel–Haenszel) test with the hypergeometric variance. Groups that
 * were never at risk when an event came take no part; without two that were there is no statistic.
 *
 * @metric logrank
 * @formula χ² = (O − E)ᵀV⁻¹(O − E), V hypergeometric, over the times with events; value = χ²
 * @denominator at each time those still watched in each group; n is all of them
 * @unit none; degrees of freedom are the groups taking part less one
 * @orientation none
 * @interval none; p from the upper tail
 * @source Mantel (1966); Peto and Peto, JRSS A 135 (1972); the same statistic as R's survdiff with rho = 0
 */
export function logRank(groups: readonly (readonly Subject[])[]): LogRank {
  const at = moments(groups);
  const observed = groups.map((_, i) => sum(at.map((moment) => moment.events[i] ?? 0)));
  const expected = groups.map((_, i) =>
    sum(at.map(({ atRisk, events }) => (sum(events) * (atRisk[i] ?? 0)) / sum(atRisk))),
  );
  const taking = groups.map((_, i) => i).filter((i) => (expected[i] ?? 0) > 0);
  const free = taking.slice(1);
  const excess = free.map((i) => (observed[i] ?? 0) - (expected[i] ?? 0));
  const variance = free.map((i) => free.map((j) => sum(at.map((moment) => covariance(moment, i, j)))));
  const weights = free.length === 0 ? null : solve(variance, excess);
  const chi2 = weights === null ? null : sum(weights.map((weight, i) => weight * (excess[i] ?? 0)));
  return { ...chiSquareTest(chi2, Math.max(0, free.length)), observed, expected };
}
