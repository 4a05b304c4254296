import type { RuleCheck } from '../model/decision.ts';

/**
 * One rule, asked. Its words are made when somebody wants to read them: a dry run over a million conversations asks
 * twenty million rules and reads none.
 */
export interface Check {
  rule: string;
  passed: boolean;
  detail(): string;
}

export const check = (rule: string, passed: boolean, detail: () => string): Check => ({
  rule,
  passed,
  detail,
});

/** The same in words, as they are kept for `why`. */
export const inWords = (checks: readonly Check[]): RuleCheck[] =>
  checks.map(({ rule, passed, detail }) => ({ rule, passed, detail: detail() }));

export const listed = (words: readonly string[]): string => (words.length === 0 ? 'none' : words.join(', '));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "40 minutes", "23.5 hours", "3 days". */
export function span(ms: number): string {
  const [unit, name] = ms < HOUR ? [60_000, 'minute'] : ms < 2 * DAY ? [HOUR, 'hour'] : [DAY, 'day'];
  const count = Number((ms / unit).toFixed(unit === 60_000 ? 0 : 1));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
