import type { DurationFigure, DurationOptions } from './duration-figure.ts';
import { criticalT } from './statistics/distributions.ts';
import { DEFAULT_CONFIDENCE, type Interval } from './statistics/interval.ts';
import { lognormalInterval } from './statistics/lognormal.ts';

/** Durations that fall into one bin of a mergeable histogram, with their exact sums. */
export interface DurationBin {
  /** floor(ln(ms)/ln(1.05)); −1 holds durations of 0, −2 those below it, which are faults of the input. */
  bin: number;
  n: number;
  /** Milliseconds and their squares. */
  total: number;
  squares: number;
  /** Millionths: natural logarithms of seconds, and their squares. */
  logs: number;
  log_squares: number;
}

/** Each bin is 5 % wide. */
const WIDTH = 1.05;
const ZERO = -1;
const MILLIONTH = 1e-6;

/** Seconds at a place within a bin (0 to 1), on the logarithmic scale on which bins are even. */
const secondsIn = (bin: number, place: number): number => (bin === ZERO ? 0 : WIDTH ** (bin + place) / 1000);

/** The p-quantile, to within the width of a bin. */
function quantileOf(bins: readonly DurationBin[], n: number, p: number): number | null {
  const position = (n - 1) * p;
  let before = 0;
  for (const { bin, n: count } of bins) {
    if (position < before + count) return secondsIn(bin, (position - before + 0.5) / count);
    before += count;
  }
  const last = bins.at(-1);
  return last === undefined ? null : secondsIn(last.bin, 1);
}

const sum = (bins: readonly DurationBin[], of: (bin: DurationBin) => number): number =>
  bins.reduce((all, bin) => all + of(bin), 0);

/** Sample variance from sums. Rounding may leave a little less than nothing. */
const varianceOf = (n: number, total: number, squares: number): number =>
  Math.max(0, (squares - total ** 2 / n) / (n - 1));

function intervalOf(bins: readonly DurationBin[], n: number, confidence: number): Interval | null {
  if (n < 2) return null;
  if (bins.every(({ bin }) => bin !== ZERO)) {
    const total = sum(bins, ({ logs }) => logs) * MILLIONTH;
    const varianceLog = varianceOf(n, total, sum(bins, ({ log_squares }) => log_squares) * MILLIONTH);
    return lognormalInterval({ meanLog: total / n, varianceLog, n }, 'modified_cox', confidence);
  }
  const total = sum(bins, (bin) => bin.total) / 1000;
  const variance = varianceOf(n, total, sum(bins, ({ squares }) => squares) / 1e6);
  const half = criticalT(confidence, n - 1) * Math.sqrt(variance / n);
  return { low: Math.max(0, total / n - half), high: total / n + half, confidence, method: 't' };
}

/** A figure of durations read from cells: mean and interval are exact, the quantiles true to within 5 %. */
export interface DurationCellsFigure extends DurationFigure {
  /** Durations below 0: what ended before it began. */
  rejected: number;
}

/** The same figure as of the durations themselves, from their mergeable histogram. */
export function durationOfCells(
  cells: readonly DurationBin[],
  { confidence = DEFAULT_CONFIDENCE }: Pick<DurationOptions, 'confidence'> = {},
): DurationCellsFigure {
  const bins = cells.filter(({ bin, n }) => bin >= ZERO && n > 0).toSorted((a, b) => a.bin - b.bin);
  const n = sum(bins, (bin) => bin.n);
  const mean = n === 0 ? null : sum(bins, ({ total }) => total) / 1000 / n;
  return {
    value: mean,
    n,
    mean,
    median: quantileOf(bins, n, 0.5),
    p90: quantileOf(bins, n, 0.9),
    interval: intervalOf(bins, n, confidence ?? DEFAULT_CONFIDENCE),
    rejected: sum(
      cells.filter(({ bin }) => bin < ZERO),
      (bin) => bin.n,
    ),
  };
}
