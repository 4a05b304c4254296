import type { RuleCheck } from '../model/decision.ts';
import type { Template, TemplateVersion } from '../model/template.ts';
import { CLOSE_RULES } from './close-rules.ts';
import type { PlanningFacts } from './facts.ts';
import { FITTING_RULES, fits } from './fitting-rules.ts';
import { PERSON_RULES, type PersonToAsk } from './person-rules.ts';
import { recipientOf } from './recipient.ts';
import { told } from './rule.ts';
import { sample } from './sample.ts';
import { type Moment, type MomentWanted, momentOf } from './timing.ts';
import { momentTold } from './timing-words.ts';

/** Ask this template at this time, or do not, and by which rule. */
export type Plan =
  | { ask: true; rule: 'eligible'; template: TemplateVersion; at: Date; expiresAt: Date }
  | { ask: false; rule: string; template: TemplateVersion | null };

const byPriority = (a: TemplateVersion, b: TemplateVersion): number =>
  b.template.priority - a.template.priority || (a.template.id < b.template.id ? -1 : 1);

/**
 * Decides about one closed conversation. Templates are tried by priority; the first whose `when` fits is the one,
 * and what speaks against this close, this person (refusal, consent, pauses, caps, sample) and this hour then decides
 * whether it is asked.
 */
export function plan(facts: PlanningFacts, templates: readonly TemplateVersion[]): Plan {
  const fitting = [...templates].sort(byPriority).find(({ template }) => fits(facts, template));
  if (fitting === undefined) return { ask: false, rule: 'no_template', template: null };
  const against = speaksAgainst(facts, fitting.template);
  if (against !== null) return { ask: false, rule: against, template: fitting };
  const { at, expiresAt, how } = momentOf(momentWanted(facts), fitting.template);
  if (at === null || expiresAt === null) {
    return { ask: false, rule: how === 'never' ? 'quiet_hours' : 'window', template: fitting };
  }
  return { ask: true, rule: 'eligible', template: fitting, at, expiresAt };
}

const personToAsk = ({ now, close, person, policy }: PlanningFacts): PersonToAsk => ({
  now,
  channel: close.channel,
  person,
  policy,
});

const momentWanted = ({ now, place, person, policy }: PlanningFacts): MomentWanted => ({
  now,
  place,
  recipient: recipientOf(person, policy),
  policy,
});

/** The first rule that speaks against asking about this close, or this person; null: none. */
function speaksAgainst(facts: PlanningFacts, template: Template): string | null {
  const asked = personToAsk(facts);
  const against =
    CLOSE_RULES.find((rule) => !rule.passes(facts, template)) ??
    PERSON_RULES.find((rule) => !rule.passes(asked, template)) ??
    (sample.passes(facts, template) ? undefined : sample);
  return against?.name ?? null;
}

/** Every rule that `plan` has to do with, asked in its order and in words; those behind the one that decided too. */
export function explain(facts: PlanningFacts, templates: readonly TemplateVersion[]): RuleCheck[] {
  const checks: RuleCheck[] = [];
  for (const { template } of [...templates].sort(byPriority)) {
    const fitting = FITTING_RULES.map((rule) => told(rule, facts, template));
    checks.push(...fitting.map((check) => ({ ...check, detail: `${template.id}: ${check.detail}` })));
    if (fitting.every(({ passed }) => passed)) return [...checks, ...explainFor(facts, template)];
  }
  return checks;
}

function explainFor(facts: PlanningFacts, template: Template): RuleCheck[] {
  const asked = personToAsk(facts);
  const wanted = momentWanted(facts);
  const moment: Moment = momentOf(wanted, template);
  return [
    ...CLOSE_RULES.map((rule) => told(rule, facts, template)),
    ...PERSON_RULES.map((rule) => told(rule, asked, template)),
    told(sample, facts, template),
    ...momentTold(moment, wanted),
  ];
}
