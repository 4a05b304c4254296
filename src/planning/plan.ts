import type { RuleCheck } from '../model/decision.ts';
import type { TemplateVersion } from '../model/template.ts';
import { ASKING_RULES, FITTING_RULES, type PlanningFacts } from './rules.ts';

/** Ask this template at this time, or do not, and by which rule. `checks` has every rule asked, in order. */
export type Plan =
  | { ask: true; rule: 'eligible'; template: TemplateVersion; at: Date; expiresAt: Date; checks: RuleCheck[] }
  | { ask: false; rule: string; template: TemplateVersion | null; checks: RuleCheck[] };

const byPriority = (a: TemplateVersion, b: TemplateVersion): number =>
  b.template.priority - a.template.priority || (a.template.id < b.template.id ? -1 : 1);

/**
 * Decides about one closed conversation. Templates are tried by priority; the first whose `when` fits is the one,
 * and the person's own rules (refusal, pauses, sample) then decide whether it is asked.
 *
 * The delay counts from the moment the close became known, not from the close: a hook that comes late may have its
 * reopening right behind it, and the delay is there to let that one through first.
 */
export function plan(facts: PlanningFacts, templates: readonly TemplateVersion[]): Plan {
  const checks: RuleCheck[] = [];
  for (const candidate of [...templates].sort(byPriority)) {
    const { template } = candidate;
    const fitting = FITTING_RULES.map((rule) => rule(facts, template));
    checks.push(...fitting.map((check) => ({ ...check, detail: `${template.id}: ${check.detail}` })));
    if (fitting.some((check) => !check.passed)) continue;
    const asking = ASKING_RULES.map((rule) => rule(facts, template));
    checks.push(...asking);
    const refused = asking.find((check) => !check.passed);
    if (refused !== undefined) return { ask: false, rule: refused.rule, template: candidate, checks };
    const at = new Date(facts.now.getTime() + template.ask.delay);
    const expiresAt = new Date(at.getTime() + template.ask.expires_after);
    return { ask: true, rule: 'eligible', template: candidate, at, expiresAt, checks };
  }
  return { ask: false, rule: 'no_template', template: null, checks };
}
