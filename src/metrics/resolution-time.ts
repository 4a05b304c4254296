import type { DurationFigure, DurationOptions } from './duration-figure.ts';
import { durationFigure } from './duration-figure.ts';

/**
 * Mean resolution time: what the phrase "total resolution time / number of cases" stands for.
 *
 * @metric resolution_time
 * @formula sum of (resolved − opened) / cases resolved; beside it the median and p90 (type 7: linear between order
 *   statistics at (n − 1)·p, as R and NumPy)
 * @denominator cases resolved in the period; open cases have no time yet and are shown as unresolved. A case resolved
 *   before it was opened is an input error
 * @unit seconds, elapsed from opening to resolution; time worked is `aht`
 * @orientation low is good
 * @interval modified Cox on logs; t on request, or where a time is 0
 * @source Olsson, Journal of Statistics Education 13 (2005), for the interval; Hyndman and Fan, The American
 *   Statistician 50 (1996), for the quantiles
 */
export const resolutionTime = (seconds: readonly number[], options: DurationOptions = {}): DurationFigure =>
  durationFigure(seconds, options);
