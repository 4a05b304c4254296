import type { Orientation, Scale } from '../model/scale.ts';
import { scalePoints } from '../model/scale.ts';
import type { Figure } from './input/figure.ts';
import type { Histogram, HistogramLike } from './input/histogram.ts';
import { countOf, tallyCounts, total } from './input/histogram.ts';
import { clip, DEFAULT_CONFIDENCE } from './statistics/interval.ts';
import { meanInterval, moments } from './statistics/mean.ts';

export interface CesFigure extends Figure {
  /** Answers that are not on the scale. */
  rejected: number;
  /** The same as the value: the mean answer as given, whichever end is good. */
  mean: number | null;
  /** The mean turned, where needed, so that high is easy: min + max − mean when low is good. */
  ease: number | null;
  /** On 7 points only: % of the two easiest answers − % of the three hardest, −100 to 100. */
  index?: number | null;
  orientation: Orientation;
}

/**
 * Customer effort: how easy it was.
 *
 * @metric ces
 * @formula sum of scores / number of answers; ease = min + max − mean where low is good; index on 7 points =
 *   % of 6–7 − % of 1–3, turned where low is good
 * @denominator all answers on the question's own scale. CES 1.0 (effort 1–5, low is good), CES 2.0 (agreement 1–7)
 *   and agreement on 1–5 are different instruments: they are never pooled
 * @unit points of the scale; index −100 to 100
 * @orientation as the question states; `ease` is always high is good
 * @interval t on the mean, held within the scale; none below two answers
 * @source Dixon, Freeman and Toman, "Stop trying to delight your customers", Harvard Business Review (2010), for
 *   CES 1.0; CEB (2013) for CES 2.0
 */
export function ces(
  counts: HistogramLike,
  scale: Scale,
  options: { confidence?: number | undefined } = {},
): CesFigure {
  const { histogram, rejected } = tallyCounts(scale, counts);
  const of = moments(histogram);
  const mean = of?.mean ?? null;
  const interval = of === null ? null : meanInterval(of, options.confidence ?? DEFAULT_CONFIDENCE);
  const turned = (value: number): number =>
    scale.orientation === 'high_is_good' ? value : scale.min + scale.max - value;
  return {
    value: mean,
    n: total(histogram),
    rejected,
    mean,
    ease: mean === null ? null : turned(mean),
    ...(scalePoints(scale).length === 7 ? { index: effortIndex(histogram, scale) } : {}),
    orientation: scale.orientation,
    interval: interval === null ? null : clip(interval, scale.min, scale.max),
  };
}

function effortIndex(histogram: Histogram, scale: Scale): number | null {
  const n = total(histogram);
  if (n === 0) return null;
  const points = scalePoints(scale);
  const easiestFirst = scale.orientation === 'high_is_good' ? points.toReversed() : points;
  const easy = countOf(histogram, easiestFirst.slice(0, 2));
  const hard = countOf(histogram, easiestFirst.slice(-3));
  return (100 * (easy - hard)) / n;
}
