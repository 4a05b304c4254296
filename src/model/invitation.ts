/**
 * The life of an invitation. `suppressed` and everything after "→" without a way on is final.
 *
 *   suppressed
 *   planned → cancelled
 *   planned → asking → asked → delivered → answered → …
 *   asking | asked | delivered | answered(partial) → handed_over | opted_out | expired | failed
 */
export const INVITATION_STATES = [
  'suppressed',
  'planned',
  'cancelled',
  'asking',
  'asked',
  'delivered',
  'answered',
  'handed_over',
  'opted_out',
  'expired',
  'failed',
] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/**
 * An answer as the dialogue keeps it: a score, a choice or several, the words beside it or instead of it, or a skip.
 * A tap on the button that ends a list of several is an answer with `choices: []`.
 */
export interface Answer {
  score?: number;
  choice?: string;
  choices?: readonly string[];
  text?: string;
  skipped?: true;
}
