/** Ends that a funnel names; every other state counts by the steps that were reached. */
const STATES = ['live', 'suppressed', 'cancelled', 'failed', 'expired', 'opted_out', 'handed_over'] as const;
export type EndState = (typeof STATES)[number];

/** What one cell of a survey counts: how far invitations came, how they ended, and which score they have. */
export interface SurveyBin {
  state: EndState;
  sent: boolean;
  delivered: boolean;
  answered: boolean;
  complete: boolean;
  /** It was sent over a channel that tells of deliveries. */
  receipts: boolean;
  score: number | null;
}

/**
 * The number that a survey's cell stands under: state × 4096 + receipts × 2048 + complete × 1024 + answered × 512 + delivered × 256 +
 * sent × 128 + (score + 1, or 0 without one). The triggers of migration 0005 write it.
 */
export function surveyBin(bin: number): SurveyBin {
  const score = bin & 127;
  return {
    state: STATES[bin >> 12] ?? 'live',
    sent: (bin & 128) !== 0,
    delivered: (bin & 256) !== 0,
    answered: (bin & 512) !== 0,
    complete: (bin & 1024) !== 0,
    receipts: (bin & 2048) !== 0,
    score: score === 0 ? null : score - 1,
  };
}
