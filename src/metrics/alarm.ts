import { adjustForMany } from './statistics/false-discovery.ts';
import type { Interval } from './statistics/interval.ts';
import type { ControlLimits } from './statistics/p-chart.ts';
import { type Sample, type WelchTest, welch } from './statistics/welch.ts';

/** One metric in one segment, watched day by day. `D` is whatever the metric is made of; it can be merged. */
export interface Watched<D> {
  /** The days that say what is usual. */
  baseline: readonly D[];
  /** The days that are looked at, in order; days without data are left out. */
  days: readonly { day: Date; data: D }[];
  /** Days as one sample. `adjusted`: with what the method adds before a test. */
  sample(days: readonly D[], options: { adjusted: boolean }): Sample | null;
}

/** What moved, since when, and how sure that is. */
export interface Alarm {
  /** The first of the days since which the difference is clearest. */
  since: Date;
  before: number;
  after: number;
  n_before: number;
  n_after: number;
  difference: number;
  /** Of the difference. */
  interval: Interval;
  /** Adjusted for the days that it could have begun on and for everything else that is watched. */
  p: number;
}

export interface AlarmOptions {
  /** Of the alarms that are raised at most so large a share is expected to be false. */
  falseDiscoveryRate: number;
}

/** Fewer answers say nothing of what is usual, or of what is new. */
const LEAST_BEFORE = 30;
const LEAST_AFTER = 10;

interface Candidate {
  since: Date;
  before: Sample;
  after: Sample;
  test: WelchTest;
  p: number;
}

/** The day since which the difference from the usual is clearest; its p is held for all days it could have been. */
function clearest<D>({ baseline, days, sample }: Watched<D>): Candidate | null {
  const before = sample(baseline, { adjusted: false });
  const beforeAdjusted = sample(baseline, { adjusted: true });
  if (before === null || beforeAdjusted === null || before.n < LEAST_BEFORE) return null;
  const candidates = days.flatMap(({ day }, i): Candidate[] => {
    const since = days.slice(i).map(({ data }) => data);
    const after = sample(since, { adjusted: false });
    const test = welch(beforeAdjusted, sample(since, { adjusted: true }) ?? beforeAdjusted);
    return after === null || after.n < LEAST_AFTER || test === null
      ? []
      : [{ since: day, before, after, test, p: test.p }];
  });
  const [best] = candidates.toSorted((a, b) => a.p - b.p);
  return best === undefined ? null : { ...best, p: Math.min(1, best.p * candidates.length) };
}

/**
 * Alarms of many metrics and segments at once, in the order given; null where there is none. Each is tested since every
 * day that its change could have begun on (Bonferroni), and all together by Benjamini and Hochberg: a dashboard with a
 * thousand charts raises no more false alarms for that.
 *
 * @source Benjamini and Hochberg, JRSS B 57 (1995); Hawkins, "Testing a sequence of observations for a shift in
 *   location", JASA 72 (1977), for the search of the day
 */
export function alarms<D>(
  watched: readonly Watched<D>[],
  { falseDiscoveryRate }: AlarmOptions,
): (Alarm | null)[] {
  const found = watched.map(clearest);
  const tested = found.flatMap((candidate, index) => (candidate === null ? [] : [{ candidate, index }]));
  const adjusted = adjustForMany(tested.map(({ candidate }) => candidate.p));
  const raised = new Map(
    tested.flatMap(({ candidate, index }, i) => {
      const p = adjusted[i] ?? 1;
      return p <= falseDiscoveryRate ? [[index, toAlarm(candidate, p)] as const] : [];
    }),
  );
  return watched.map((_, index) => raised.get(index) ?? null);
}

const toAlarm = ({ since, before, after, test }: Candidate, p: number): Alarm => ({
  since,
  before: before.mean,
  after: after.mean,
  n_before: before.n,
  n_after: after.n,
  difference: after.mean - before.mean,
  interval: test.interval,
  p,
});

/** One day of a control chart. */
export interface ChartPoint extends ControlLimits {
  day: Date;
  value: number;
  n: number;
  /** Beyond its limits. */
  out: boolean;
}

/** A control chart: each day has the limits of its own n, around what is usual. */
export interface ControlChart {
  centre: number;
  points: ChartPoint[];
}

/**
 * Daily values with 3-sigma limits around the usual: for shares the p-chart, p̄ ± 3√(p̄(1 − p̄)/n). Null where nothing is
 * usual yet.
 *
 * @param range what the figure can be at all
 */
export function controlChart<D>(
  { baseline, days, sample }: Watched<D>,
  range: { min: number; max: number },
  limit = 3,
): ControlChart | null {
  const usual = sample(baseline, { adjusted: false });
  if (usual === null || usual.n < LEAST_BEFORE) return null;
  const points = days.flatMap(({ day, data }): ChartPoint[] => {
    const of = sample([data], { adjusted: false });
    if (of === null || of.n === 0) return [];
    const half = limit * Math.sqrt(usual.variance / of.n);
    const lcl = Math.max(range.min, usual.mean - half);
    const ucl = Math.min(range.max, usual.mean + half);
    return [{ day, value: of.mean, n: of.n, lcl, ucl, out: of.mean < lcl || of.mean > ucl }];
  });
  return { centre: usual.mean, points };
}
