import { createHash } from 'node:crypto';
import type { PlanningFacts } from './facts.ts';
import type { Rule } from './rule.ts';

/** A share in [0, 1) that is the same for a person and a template at every close. */
export function sampleShare(personKey: string, templateId: string): number {
  return createHash('sha256').update(`${templateId}\n${personKey}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** The sample is drawn by person and not at each close: who is out stays out. */
export const sample: Rule<PlanningFacts> = {
  name: 'sample',
  passes: ({ personKey }, { ask, id }) => ask.sample >= 1 || sampleShare(personKey, id) < ask.sample,
  words: ({ personKey }, { ask, id }) =>
    ask.sample >= 1
      ? 'everybody is in the sample'
      : `person stands at ${sampleShare(personKey, id).toFixed(3)}; sample is ${ask.sample}`,
};
