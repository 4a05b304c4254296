import type { Figure } from './input/figure.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';

/**
 * Referral rate.
 *
 * @metric referral_rate
 * @formula 100 × referred purchases / all purchases in the period
 * @denominator all purchases of the period. Customers who referred, or invitations sent, over customers go by the
 *   same name and are other metrics
 * @unit percent, 0 to 100
 * @orientation high is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source the common definition of referral programmes: referred purchases over total purchases
 */
export const referralRate = (referred: number, purchases: number, options: ShareOptions = {}): Figure =>
  percentOf(referred, purchases, options);
