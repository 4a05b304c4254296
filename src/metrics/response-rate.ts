import type { Figure } from './input/figure.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';

/**
 * Response rate: how many of those who were asked answered.
 *
 * @metric response_rate
 * @formula 100 × answered / sent
 * @denominator surveys sent, under the same filters (period, channel, team, …) as the answers: the answered are a
 *   part of the sent, so more answered than sent is an input error
 * @unit percent, 0 to 100
 * @orientation high is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source AAPOR, Standard Definitions: response rate as completes over the eligible who were asked
 */
export const responseRate = (sent: number, answered: number, options: ShareOptions = {}): Figure =>
  percentOf(answered, sent, options);
