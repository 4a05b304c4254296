import type { Figure } from './input/figure.ts';
import type { Interval } from './statistics/interval.ts';
import { clip, DEFAULT_CONFIDENCE } from './statistics/interval.ts';
import { logMoments, lognormalInterval } from './statistics/lognormal.ts';
import type { Moments } from './statistics/mean.ts';
import { meanInterval, momentsOf } from './statistics/mean.ts';
import { quantile } from './statistics/quantile.ts';

export const DURATION_METHODS = ['modified_cox', 't'] as const;
export type DurationMethod = (typeof DURATION_METHODS)[number];

export interface DurationFigure extends Figure {
  /** The same as the value. */
  mean: number | null;
  median: number | null;
  /** Nine in ten took at most so long; quantile of type 7. */
  p90: number | null;
}

export interface DurationOptions {
  method?: DurationMethod | undefined;
  confidence?: number | undefined;
}

/** By logs where every duration has one; else, or on request, by t. */
function interval(seconds: readonly number[], of: Moments, options: DurationOptions): Interval | null {
  const confidence = options.confidence ?? DEFAULT_CONFIDENCE;
  const logs = options.method === 't' ? null : logMoments(seconds);
  if (logs !== null) return lognormalInterval(logs, 'modified_cox', confidence);
  const plain = meanInterval(of, confidence);
  return plain === null ? null : clip(plain, 0, Number.POSITIVE_INFINITY);
}

/**
 * Mean, median and p90 of durations in seconds. Durations are skewed, so the interval of the mean is the modified Cox
 * one on logs; where a duration is 0 and has no log it is Student's t. The modified Cox interval speaks of the mean
 * of a lognormal, exp(ȳ + s²/2), and may leave out the plain mean where the times are of another shape.
 */
export function durationFigure(seconds: readonly number[], options: DurationOptions = {}): DurationFigure {
  const of = momentsOf(seconds);
  const mean = of?.mean ?? null;
  return {
    value: mean,
    n: seconds.length,
    mean,
    median: quantile(seconds, 0.5),
    p90: quantile(seconds, 0.9),
    interval: of === null ? null : interval(seconds, of, options),
  };
}
