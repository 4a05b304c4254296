import type { Figure } from './input/figure.ts';
import type { HistogramLike } from './input/histogram.ts';
import { countOf, tallyCounts, total } from './input/histogram.ts';
import { DEFAULT_CONFIDENCE } from './statistics/interval.ts';
import type { NpsMethod } from './statistics/nps-interval.ts';
import { npsInterval, waldNetShare } from './statistics/nps-interval.ts';

/** The only scale that makes a figure an NPS. */
export const NPS_SCALE = { min: 0, max: 10 } as const;

export interface NpsGroups {
  promoters: number;
  passives: number;
  detractors: number;
}

export interface NpsFigure extends Figure, NpsGroups {
  /** Answers that are no integer from 0 to 10. */
  rejected: number;
  /** Of the value, in NPS points: 100·√((p + d − (p − d)²)/n). */
  standard_error: number | null;
}

export interface NpsOptions {
  method?: NpsMethod | undefined;
  confidence?: number | undefined;
}

/** NPS of ready groups. */
export function npsOfGroups(groups: NpsGroups, rejected = 0, options: NpsOptions = {}): NpsFigure {
  const { promoters, passives, detractors } = groups;
  const n = promoters + passives + detractors;
  return {
    value: n === 0 ? null : (100 * (promoters - detractors)) / n,
    n,
    promoters,
    passives,
    detractors,
    rejected,
    standard_error: n === 0 ? null : 100 * waldNetShare({ promoters, detractors, n }).standardError,
    interval: npsInterval(
      { promoters, detractors, n },
      options.method,
      options.confidence ?? DEFAULT_CONFIDENCE,
    ),
  };
}

/**
 * Net Promoter Score.
 *
 * @metric nps
 * @formula % of answers 9–10 minus % of answers 0–6
 * @denominator all answers that are an integer from 0 to 10; −1, 11, 7.5 and blanks are counted as rejected and
 *   are in no bucket; without answers there is no figure (null)
 * @unit points, −100 to 100; interval and standard error in points
 * @orientation high is good
 * @interval adjusted Wald (¾ promoters, ¾ detractors and 1½ passives added); Wald and iterative score on request;
 *   with weights SE = √Σw²(x − μ)²/Σw and n_effective = (Σw)²/Σw² (Kish), which stands in for n in the interval
 * @source Reichheld, "The one number you need to grow", Harvard Business Review (2003); Rocks, "Interval estimation
 *   for the 'Net Promoter Score'", The American Statistician 70 (2016)
 */
export function nps(counts: HistogramLike, options: NpsOptions = {}): NpsFigure {
  const { histogram, rejected } = tallyCounts(NPS_SCALE, counts);
  const promoters = countOf(histogram, [9, 10]);
  const passives = countOf(histogram, [7, 8]);
  return npsOfGroups(
    { promoters, passives, detractors: total(histogram) - promoters - passives },
    rejected,
    options,
  );
}
