/** Totals over all contacts of a period, in seconds. */
export interface HandledSeconds {
  talk: number;
  hold: number;
  wrap: number;
}

export interface AhtFigure {
  value: number | null;
  n: number;
}

/**
 * Average handle time.
 *
 * @metric aht
 * @formula (talk + hold + wrap-up) / contacts, from the totals of the period
 * @denominator contacts handled; without contacts there is no figure (null)
 * @unit seconds of work. Not elapsed time: total resolution time / cases is `resolution_time`
 * @orientation low is good, as far as first contact resolution holds
 * @interval none: totals say nothing of the spread
 * @source ICMI, "Call Center Management on Fast Forward"; COPC CX Standard
 */
export const aht = (contacts: number, { talk, hold, wrap }: HandledSeconds): AhtFigure => ({
  value: contacts === 0 ? null : (talk + hold + wrap) / contacts,
  n: contacts,
});
