import type { Figure } from './input/figure.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';

export interface ChurnFigure extends Figure {
  /** Says which: the raw share of the start, not a survival curve (`survival` is that one). */
  kind: 'share_of_start';
}

/**
 * Churn of a period, as the raw share.
 *
 * @metric churn
 * @formula 100 × customers lost in the period / customers at its start
 * @denominator customers at the start of the period; those who came within it are in neither number. A start of 0
 *   has no figure (null). A raw share and a survival curve differ: see `survival`
 * @unit percent, 0 to 100
 * @orientation low is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source Farris and others, "Marketing Metrics" (2006), chapter 5
 */
export const churn = (start: number, lost: number, options: ShareOptions = {}): ChurnFigure => ({
  ...percentOf(lost, start, options),
  kind: 'share_of_start',
});
