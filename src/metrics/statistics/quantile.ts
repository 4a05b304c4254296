/**
 * The p-quantile of values, by linear interpolation between order statistics (type 7 of Hyndman and Fan, the
 * default of R and NumPy): position (n − 1)·p, counted from 0. Null without values.
 *
 * @source Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996)
 */
export function quantile(values: readonly number[], p: number): number | null {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (position - Math.floor(position));
}
