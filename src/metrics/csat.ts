import { withMetricDefaults } from '../model/metric-scale.ts';
import type { Scale } from '../model/scale.ts';
import type { Figure } from './input/figure.ts';
import type { HistogramLike } from './input/histogram.ts';
import { countOf, tallyCounts, total } from './input/histogram.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';
import { moments } from './statistics/mean.ts';

export interface CsatFigure extends Figure {
  /** Answers that are not on the scale. */
  rejected: number;
  good_count: number;
  /** Mean answer, on the scale. */
  mean: number | null;
  /** Percent of bad answers; null without answers, or where the scale does not say which answers are bad. */
  dsat: number | null;
}

/**
 * Customer satisfaction.
 *
 * @metric csat
 * @formula 100 × good answers / answers; beside it the mean answer, and DSAT = 100 × bad answers / answers
 * @denominator all answers on the question's own scale. Good is 4 and 5 and bad is 1 and 2 on 1–5 only: every other
 *   scale names its own. DSAT is not 100 − CSAT: middle answers are neither
 * @unit percent, 0 to 100; the mean on the scale
 * @orientation high is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source share of the two best answers ("top two box"), as ISO 10004 and the trade use it
 */
export function csat(counts: HistogramLike, scale: Scale, options: ShareOptions = {}): CsatFigure {
  const { good = [], bad } = withMetricDefaults('csat', scale);
  const { histogram, rejected } = tallyCounts(scale, counts);
  const n = total(histogram);
  const goodCount = countOf(histogram, good);
  return {
    ...percentOf(goodCount, n, options),
    rejected,
    good_count: goodCount,
    mean: moments(histogram)?.mean ?? null,
    dsat: n === 0 || bad === undefined ? null : (100 * countOf(histogram, bad)) / n,
  };
}
