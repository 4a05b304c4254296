import type { Figure } from './input/figure.ts';
import type { Interval } from './statistics/interval.ts';
import { DEFAULT_CONFIDENCE, scaled } from './statistics/interval.ts';
import type { ProportionMethod } from './statistics/proportion.ts';
import { proportionInterval } from './statistics/proportion.ts';

/** How the interval of a share is made. */
export interface ShareOptions {
  method?: ProportionMethod | undefined;
  confidence?: number | undefined;
}

/** Interval of x out of n in percent (0 to 100); null when n is 0. */
export function percentInterval(x: number, n: number, options: ShareOptions = {}): Interval | null {
  const interval = proportionInterval(
    x,
    n,
    options.method ?? 'wilson',
    options.confidence ?? DEFAULT_CONFIDENCE,
  );
  return interval === null ? null : scaled(interval, 100);
}

/** x out of n in percent, with its interval; null when n is 0. What every share metric is built on. */
export const percentOf = (x: number, n: number, options: ShareOptions = {}): Figure => ({
  value: n === 0 ? null : (100 * x) / n,
  n,
  interval: percentInterval(x, n, options),
});
