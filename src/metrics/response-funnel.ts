import type { InvitationState } from '../model/invitation.ts';
import type { Figure } from './input/figure.ts';
import { responseRate } from './response-rate.ts';

/** One invitation, as far as the funnel needs it. All come from one selection: the same filters on every step. */
export interface FunnelRow {
  /** Every state that it went through, with the reason of each. */
  states: readonly { state: InvitationState; reason: string | null }[];
  /** A score was stored. */
  scored: boolean;
  count: number;
}

export interface ResponseFunnel {
  /** Invitations considered at all. */
  eligible: number;
  /** By rule. */
  suppressed: Record<string, number>;
  planned: number;
  /** By cause. */
  cancelled: Record<string, number>;
  sent: number;
  delivered: number;
  answered: { complete: number; partial: number };
  scored: number;
  /** Answered, partly or whole, of sent. */
  response_rate: Figure;
}

type Has = (row: FunnelRow, state: InvitationState) => boolean;
const has: Has = (row, state) => row.states.some((step) => step.state === state);

/** A platform without receipts tells of delivery by the answer at the latest. */
const delivered = (row: FunnelRow): boolean => has(row, 'delivered') || has(row, 'answered');
const sent = (row: FunnelRow): boolean => has(row, 'asked') || delivered(row);
const complete = (row: FunnelRow): boolean =>
  row.states.some((step) => step.state === 'answered' && step.reason === 'complete');

/**
 * Response funnel: eligible → suppressed (by rule) or planned → cancelled (by cause) or sent → delivered →
 * answered (complete, partial) → scored.
 *
 * @metric response_funnel
 * @formula counts of invitations that reached each step; response rate = 100 × answered / sent
 * @denominator one selection of invitations for every step, so that the same filters stand on both sides of every
 *   rate: an invitation that is answered was sent, and is counted as sent
 * @unit invitations; the rate in percent
 * @orientation high is good
 * @interval Wilson for the rate
 * @source AAPOR, Standard Definitions: dispositions of a sample
 */
export function responseFunnel(rows: readonly FunnelRow[]): ResponseFunnel {
  const count = (wanted: (row: FunnelRow) => boolean): number =>
    rows.reduce((sum, row) => sum + (wanted(row) ? row.count : 0), 0);
  const answered = count((row) => has(row, 'answered'));
  const whole = count(complete);
  const out = count(sent);
  return {
    eligible: count(() => true),
    suppressed: byReason(rows, 'suppressed'),
    planned: count((row) => has(row, 'planned')),
    cancelled: byReason(rows, 'cancelled'),
    sent: out,
    delivered: count(delivered),
    answered: { complete: whole, partial: answered - whole },
    scored: count((row) => row.scored),
    response_rate: responseRate(out, answered),
  };
}

function byReason(rows: readonly FunnelRow[], state: InvitationState): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const step = row.states.find((one) => one.state === state);
    const reason = step?.reason ?? 'unknown';
    if (step !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + row.count);
  }
  return Object.fromEntries(counts);
}
