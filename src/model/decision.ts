/** One rule, asked: what it looked at and what it said. The list of them is what `why` tells. */
export interface RuleCheck {
  rule: string;
  passed: boolean;
  /** For an admin: the inputs in words, without customers' words or addresses. */
  detail: string;
}
