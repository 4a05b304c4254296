import type { Interval } from '../statistics/interval.ts';

/**
 * What every metric answers, in the words of the API and of `npx afterword metric`. Metrics add their own fields
 * beside these.
 */
export interface Figure {
  /** In the metric's own unit; null where the figure does not exist (no answers, a start of 0). */
  value: number | null;
  /** What the figure rests on: its denominator, or its answers. */
  n: number;
  /** In the unit of the value; null where there is none. */
  interval: Interval | null;
}

/** Below this many answers the interval is shown and nothing is ranked. */
export const LEAST_FOR_RANKING = 30;

/** Whether figures of this size may be put in an order. */
export const rankable = (n: number): boolean => n >= LEAST_FOR_RANKING;
