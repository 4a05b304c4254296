import { createHash } from 'node:crypto';
import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Template } from '../model/template.ts';
import { type Check, check, span } from './check.ts';
import type { Consent, PastAsk, PersonFacts, PlanningFacts } from './facts.ts';
import { type Recipient, recipientOf } from './recipient.ts';

/** What rules about a person look at, when planning and when asking. */
export interface PersonToAsk {
  now: Date;
  channel: string;
  person: PersonFacts;
  policy: AskingPolicy;
}

/** A rule about the person: asked when planning, and again when the time has come. */
export type PersonRule = (facts: PersonToAsk, template: Template) => Check;

const told = ({ source, at }: Consent): string => `by ${source}, ${at.toISOString().slice(0, 10)}`;

/** A refusal holds until the person takes it back. */
export const optedOut: PersonRule = ({ person: { refusal } }) =>
  check('opted_out', refusal === null, () =>
    refusal === null ? 'no refusal on this channel' : `the person refused surveys (${told(refusal)})`,
  );

/** Whether the law of the person's country, as the policy has it, wants a consent before this channel is used. */
export function needsConsent(policy: AskingPolicy, { country }: Recipient, channel: string): boolean {
  const wanted = country === null ? undefined : policy.countries[country]?.consent;
  return wanted !== undefined && (wanted.includes('all') || wanted.includes(channel));
}

/** A consent on record, or one that the helpdesk tells with the contact (attribute `survey_consent`: true). */
export const consentOf = ({ consent, attributes }: PersonFacts, now: Date): Consent | null =>
  consent ?? (attributes.survey_consent === true ? { source: 'contact', at: now } : null);

/** Where the country wants a consent for the channel, there is one on record. */
export const consent: PersonRule = ({ person, policy, channel, now }) => {
  const recipient = recipientOf(person, policy);
  const needed = needsConsent(policy, recipient, channel);
  const found = consentOf(person, now);
  return check('consent', !needed || found !== null, () => {
    const given = found === null ? 'none on record' : `given ${told(found)}`;
    const where = recipient.country === null ? 'country not known' : `country ${recipient.country}`;
    return `${where}; consent for ${channel} ${needed ? 'needed' : 'not needed'}; ${given}`;
  });
};

const since = (ask: PastAsk, now: Date): number => now.getTime() - ask.at.getTime();

/** The latest of those asks; asks stand in no certain order when clocks jump. */
function latest(asks: readonly PastAsk[], metric?: string): PastAsk | null {
  let found: PastAsk | null = null;
  for (const ask of asks) {
    if (metric !== undefined && ask.metric !== metric) continue;
    if (found === null || ask.at > found.at) found = ask;
  }
  return found;
}

function pause(rule: string, now: Date, last: PastAsk | null, least: number | undefined): Check {
  if (least === undefined || least === 0) return check(rule, true, () => 'no pause is set');
  if (last === null) return check(rule, true, () => 'never asked before');
  const gone = since(last, now);
  return check(rule, gone >= least, () => {
    const when = gone < 0 ? 'in what is the future by this clock' : `${span(gone)} ago`;
    return `last asked ${when} for ${last.metric} on ${last.channel}; the pause is ${span(least)}`;
  });
}

/** The pause below which no template goes: over all channels, metrics and handles. */
export const floor: PersonRule = ({ person, now, policy }) =>
  pause('floor', now, latest(person.asks), policy.floor);

/** The template's pause after any survey. */
export const coolDownAny: PersonRule = ({ person, now }, { ask }) =>
  pause('cool_down_any', now, latest(person.asks), ask.cool_down.any);

/** The template's pause after a survey of the same metric. */
export const coolDownSameMetric: PersonRule = ({ person, now }, { ask, metric }) =>
  pause('cool_down_same_metric', now, latest(person.asks, metric), ask.cool_down.same_metric);

const PERIODS = { day: 1, week: 7, year: 365 } as const;
const DAY = 86_400_000;

/** Surveys within a period that ends now, by their weights, may not exceed the cap once this one is added. */
const cap =
  (period: keyof typeof PERIODS): PersonRule =>
  ({ person, now, policy: { caps, weights } }) => {
    const most = caps[period];
    const rule = `cap_${period}`;
    if (most === undefined) return check(rule, true, () => 'no cap is set');
    const within = person.asks.filter((ask) => since(ask, now) < PERIODS[period] * DAY);
    const load = within.reduce((sum, { answered }) => sum + (answered ? weights.answered : weights.asked), 0);
    return check(
      rule,
      load + weights.asked <= most,
      () =>
        `${within.length} surveys within ${PERIODS[period]} days count ${load}; with this one at most ${most}`,
    );
  };
export const capDay = cap('day');
export const capWeek = cap('week');
export const capYear = cap('year');

/** Rules about the person; all of them are asked again when the time has come. */
export const PERSON_RULES: readonly PersonRule[] = [
  optedOut,
  consent,
  floor,
  coolDownAny,
  coolDownSameMetric,
  capDay,
  capWeek,
  capYear,
];

/** A share in [0, 1) that is the same for a person and a template at every close. */
export function sampleShare(personKey: string, templateId: string): number {
  return createHash('sha256').update(`${templateId}\n${personKey}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** The sample is drawn by person and not at each close: who is out stays out. */
export const sample = ({ personKey }: PlanningFacts, { ask, id }: Template): Check => {
  if (ask.sample >= 1) return check('sample', true, () => 'everybody is in the sample');
  const share = sampleShare(personKey, id);
  return check(
    'sample',
    share < ask.sample,
    () => `person stands at ${share.toFixed(3)}; sample is ${ask.sample}`,
  );
};
