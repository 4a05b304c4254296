import type { Figure } from './input/figure.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';

/**
 * Customer retention rate.
 *
 * @metric crr
 * @formula 100 × (customers at the end − new customers) / customers at the start
 * @denominator customers at the start of the period; a start of 0 has no figure (null), whoever came later. New
 *   customers are taken off, never added; a result over 100 % or below 0 % of a start above 0 is an input error
 * @unit percent, 0 to 100
 * @orientation high is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source Farris and others, "Marketing Metrics" (2006), chapter 5
 */
export const crr = (
  { start, fresh, end }: { start: number; fresh: number; end: number },
  options: ShareOptions = {},
): Figure => percentOf(end - fresh, start, options);
