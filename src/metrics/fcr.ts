import type { Figure } from './input/figure.ts';
import type { ShareOptions } from './share.ts';
import { percentOf } from './share.ts';

/** What counts: all contacts, those level 1 could have resolved, or tickets without a further customer reply. */
export const FCR_RULES = ['gross', 'net', 'ticket'] as const;
export type FcrRule = (typeof FCR_RULES)[number];

export interface FcrCounts {
  contacts: number;
  /** Of the contacts that count. */
  resolvedFirst: number;
  /** Contacts that level 1 could not have resolved; null where nobody said. */
  unresolvable: number | null;
  /** Abandoned and misrouted contacts that the setting leaves out of `contacts`. */
  leftOut?: number | undefined;
}

export interface FcrFigure extends Figure {
  rule: FcrRule;
  /** Percent of all contacts that count. */
  gross: number | null;
  /** Percent of the contacts that level 1 could have resolved; only where their number is known. */
  net?: number | null;
  /** Abandoned and misrouted contacts that are in no number of the figure. */
  left_out: number;
}

/**
 * First contact resolution.
 *
 * @metric fcr
 * @formula 100 × resolved at first contact / contacts
 * @denominator gross: all contacts; net: all contacts less those that level 1 could not have resolved; ticket: all
 *   tickets, resolved at first contact being those that are resolved without a customer reply after the first answer.
 *   Abandoned and misrouted contacts count or are left out by setting, and are shown with the figure. Reopened
 *   or repeated within the window of days is not resolved at first contact
 * @unit percent, 0 to 100
 * @orientation high is good
 * @interval Wilson; Agresti–Coull, Clopper–Pearson and Wald on request
 * @source SQM Group and ICMI, gross and net first call resolution; Zendesk's "one-touch" for the ticket rule
 */
export function fcr(counts: FcrCounts, rule: FcrRule = 'gross', options: ShareOptions = {}): FcrFigure {
  const leftOut = counts.leftOut ?? 0;
  const all = counts.contacts - leftOut;
  const gross = percentOf(counts.resolvedFirst, all, options);
  const net =
    counts.unresolvable === null ? null : percentOf(counts.resolvedFirst, all - counts.unresolvable, options);
  return {
    ...(rule === 'net' && net !== null ? net : gross),
    rule,
    gross: gross.value,
    ...(net === null ? {} : { net: net.value }),
    left_out: leftOut,
  };
}
