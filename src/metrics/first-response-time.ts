import type { DurationFigure, DurationOptions } from './duration-figure.ts';
import { durationFigure } from './duration-figure.ts';

/**
 * First response time: how long customers wait for the first answer.
 *
 * @metric first_response_time
 * @formula sum of (first response − opened) / cases responded to; beside it the median and p90 (type 7)
 * @denominator cases that had a first response by a person or bot of ours; unanswered cases have no time yet
 * @unit seconds, elapsed
 * @orientation low is good
 * @interval modified Cox on logs; t on request, or where a time is 0
 * @source Olsson, Journal of Statistics Education 13 (2005), for the interval
 */
export const firstResponseTime = (
  seconds: readonly number[],
  options: DurationOptions = {},
): DurationFigure => durationFigure(seconds, options);
