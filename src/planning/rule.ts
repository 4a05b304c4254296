import type { RuleCheck } from '../model/decision.ts';
import type { Template } from '../model/template.ts';

/**
 * A rule of asking. What it decides and what it says about that are two functions: a dry run over a million
 * conversations asks twenty million times and reads none of the answers.
 */
export interface Rule<Facts> {
  /** As it stands in answers, in `why` and in the funnel. */
  readonly name: string;
  /** Whether it lets asking pass. */
  passes(facts: Facts, template: Template): boolean;
  /** Its inputs, for an admin; without customers' words or addresses. */
  words(facts: Facts, template: Template): string;
}

/** The rule asked, and in words. */
export const told = <Facts>(rule: Rule<Facts>, facts: Facts, template: Template): RuleCheck => ({
  rule: rule.name,
  passed: rule.passes(facts, template),
  detail: rule.words(facts, template),
});

export const listed = (words: readonly string[]): string => (words.length === 0 ? 'none' : words.join(', '));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "40 minutes", "23.5 hours", "3 days". */
export function span(ms: number): string {
  const [unit, name] = ms < HOUR ? [60_000, 'minute'] : ms < 2 * DAY ? [HOUR, 'hour'] : [DAY, 'day'];
  const count = Number((ms / unit).toFixed(unit === 60_000 ? 0 : 1));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
