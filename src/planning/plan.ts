import type { TemplateVersion } from '../model/template.ts';
import type { Check } from './check.ts';
import { CLOSE_RULES } from './close-rules.ts';
import type { Consent, PlanningFacts } from './facts.ts';
import { FITTING_RULES } from './fitting-rules.ts';
import { consentOf, needsConsent, PERSON_RULES, sample } from './person-rules.ts';
import { recipientOf } from './recipient.ts';
import { momentOf } from './timing.ts';

/** Ask this template at this time, or do not, and by which rule. `checks` has every rule asked, in order. */
export type Plan =
  | { ask: true; rule: 'eligible'; template: TemplateVersion; at: Date; expiresAt: Date; checks: Check[] }
  | { ask: false; rule: string; template: TemplateVersion | null; checks: Check[] };

const byPriority = (a: TemplateVersion, b: TemplateVersion): number =>
  b.template.priority - a.template.priority || (a.template.id < b.template.id ? -1 : 1);

/**
 * Decides about one closed conversation. Templates are tried by priority; the first whose `when` fits is the one,
 * and what speaks against this close, this person (refusal, consent, pauses, caps, sample) and this hour then decides
 * whether it is asked.
 */
export function plan(facts: PlanningFacts, templates: readonly TemplateVersion[]): Plan {
  const checks: Check[] = [];
  for (const candidate of [...templates].sort(byPriority)) {
    const { template } = candidate;
    const fitting = FITTING_RULES.map((rule) => rule(facts, template));
    checks.push(...fitting.map((asked) => ({ ...asked, detail: () => `${template.id}: ${asked.detail()}` })));
    if (fitting.every(({ passed }) => passed)) return decide(facts, candidate, checks);
  }
  return { ask: false, rule: 'no_template', template: null, checks };
}

function decide(facts: PlanningFacts, candidate: TemplateVersion, checks: Check[]): Plan {
  const { template } = candidate;
  const { now, close, person, policy, place } = facts;
  const toAsk = { now, channel: close.channel, person, policy };
  const asked = [
    ...CLOSE_RULES.map((rule) => rule(facts, template)),
    ...PERSON_RULES.map((rule) => rule(toAsk, template)),
    sample(facts, template),
  ];
  checks.push(...asked);
  const refused = asked.find(({ passed }) => !passed);
  if (refused !== undefined) return { ask: false, rule: refused.rule, template: candidate, checks };
  const moment = momentOf({ now, place, recipient: recipientOf(person, policy), policy }, template);
  checks.push(...moment.checks);
  const { at, expiresAt } = moment;
  if (at === null || expiresAt === null) {
    const rule = moment.checks.find(({ passed }) => !passed)?.rule ?? 'window';
    return { ask: false, rule, template: candidate, checks };
  }
  return { ask: true, rule: 'eligible', template: candidate, at, expiresAt, checks };
}

/** On what ground somebody is asked; kept with each survey. */
export interface Ground {
  /** A consent on record; or, where none is needed, the conversation that they had. */
  basis: 'consent' | 'conversation';
  source: string;
  at: string;
  country: string | null;
  consent_needed: boolean;
}

/** The ground of asking as it stands now. @param closed the hook that told of the conversation */
export function groundOf(
  { now, person, policy, channel }: Pick<PlanningFacts, 'now' | 'person' | 'policy'> & { channel: string },
  closed: Consent,
): Ground {
  const recipient = recipientOf(person, policy);
  const consent = consentOf(person, now);
  const given = consent ?? closed;
  return {
    basis: consent === null ? 'conversation' : 'consent',
    source: given.source,
    at: given.at.toISOString(),
    country: recipient.country,
    consent_needed: needsConsent(policy, recipient, channel),
  };
}
