/** A confidence interval, in the unit of the figure that it belongs to. */
export interface Interval {
  low: number;
  high: number;
  /** The nominal coverage, 0.95 for 95 %. */
  confidence: number;
  /** The estimator that made it ("wilson", "adjusted_wald", "t", …). */
  method: string;
}

/** What every interval is asked for at, where nobody says otherwise. */
export const DEFAULT_CONFIDENCE = 0.95;

/** Holds both ends within the values that the figure can take. */
export function clip(interval: Interval, min: number, max: number): Interval {
  const inside = (value: number): number => Math.min(max, Math.max(min, value));
  return { ...interval, low: inside(interval.low), high: inside(interval.high) };
}

/** The same interval in another unit (0..1 → percent: factor 100). */
export const scaled = (interval: Interval, factor: number): Interval => ({
  ...interval,
  low: interval.low * factor,
  high: interval.high * factor,
});
