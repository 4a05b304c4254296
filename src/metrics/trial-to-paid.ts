import type { Figure } from './input/figure.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';

/**
 * Trial to paid conversion.
 *
 * @metric trial_to_paid
 * @formula 100 × conversions / trials that ended, both pooled over the period
 * @denominator trials that ended in the period, not those that started in it (another metric). Days are pooled, sum
 *   over sum: a mean of daily rates is wrong
 * @unit percent, 0 to 100
 * @orientation high is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source ratio of totals: Cochran, "Sampling Techniques", chapter 6
 */
export function trialToPaid(
  days: readonly { ended: number; converted: number }[],
  options: ShareOptions = {},
): Figure {
  const ended = days.reduce((sum, day) => sum + day.ended, 0);
  const converted = days.reduce((sum, day) => sum + day.converted, 0);
  return percentOf(converted, ended, options);
}
