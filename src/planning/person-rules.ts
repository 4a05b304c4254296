import type { AskingPolicy } from '../model/asking-policy.ts';
import { meansChannel } from '../model/channel-names.ts';
import type { Template } from '../model/template.ts';
import type { Consent, PastAsk, PersonFacts } from './facts.ts';
import { type Recipient, recipientOf } from './recipient.ts';
import { type Rule, span } from './rule.ts';

/** What rules about a person look at, when planning and when asking. */
export interface PersonToAsk {
  now: Date;
  channel: string;
  person: PersonFacts;
  policy: AskingPolicy;
}

type PersonRule = Rule<PersonToAsk>;

const by = ({ source, at }: Consent): string => `by ${source}, ${at.toISOString().slice(0, 10)}`;

/** A refusal holds until the person takes it back. */
export const optedOut: PersonRule = {
  name: 'opted_out',
  passes: ({ person }) => person.refusal === null,
  words: ({ person: { refusal } }) =>
    refusal === null ? 'no refusal on this channel' : `the person refused surveys (${by(refusal)})`,
};

/** Whether the law of the person's country, as the policy has it, wants a consent before this channel is used. */
export function needsConsent(policy: AskingPolicy, { country }: Recipient, channel: string): boolean {
  const wanted = country === null ? undefined : policy.countries[country]?.consent;
  return wanted !== undefined && (wanted.includes('all') || meansChannel(wanted, channel));
}

/** A consent on record, or one that the helpdesk tells with the contact (attribute `survey_consent`: true). */
export const consentOf = ({ consent, attributes }: PersonFacts, now: Date): Consent | null =>
  consent ?? (attributes.survey_consent === true ? { source: 'contact', at: now } : null);

/** Where the country wants a consent for the channel, there is one on record. */
const consent: PersonRule = {
  name: 'consent',
  passes: ({ person, policy, channel, now }) =>
    !needsConsent(policy, recipientOf(person, policy), channel) || consentOf(person, now) !== null,
  words({ person, policy, channel, now }) {
    const recipient = recipientOf(person, policy);
    const found = consentOf(person, now);
    const given = found === null ? 'none on record' : `given ${by(found)}`;
    const where = recipient.country === null ? 'country not known' : `country ${recipient.country}`;
    const needed = needsConsent(policy, recipient, channel) ? 'needed' : 'not needed';
    return `${where}; consent for ${channel} ${needed}; ${given}`;
  },
};

/** The latest of those asks; they stand in no certain order where clocks jump. */
function latest(asks: readonly PastAsk[], metric?: string): PastAsk | null {
  let found: PastAsk | null = null;
  for (const ask of asks) {
    if (metric !== undefined && ask.metric !== metric) continue;
    if (found === null || ask.at > found.at) found = ask;
  }
  return found;
}

/** A rule about the time since an ask. */
const pause = (
  name: string,
  least: (facts: PersonToAsk, template: Template) => number | undefined,
  last: (facts: PersonToAsk, template: Template) => PastAsk | null,
): PersonRule => ({
  name,
  passes(facts, template) {
    const pausing = least(facts, template) ?? 0;
    const ask = pausing === 0 ? null : last(facts, template);
    return ask === null || facts.now.getTime() - ask.at >= pausing;
  },
  words(facts, template) {
    const pausing = least(facts, template) ?? 0;
    if (pausing === 0) return 'no pause is set';
    const ask = last(facts, template);
    if (ask === null) return 'never asked before';
    const gone = facts.now.getTime() - ask.at;
    const when = gone < 0 ? 'in what is the future by this clock' : `${span(gone)} ago`;
    return `last asked ${when} for ${ask.metric} on ${ask.channel}; the pause is ${span(pausing)}`;
  },
});

/** The pause below which no template goes: over all channels, metrics and handles. */
const floor = pause(
  'floor',
  ({ policy }) => policy.floor,
  ({ person }) => latest(person.asks),
);

/** The template's pause after any survey. */
const coolDownAny = pause(
  'cool_down_any',
  (_facts, { ask }) => ask.cool_down.any,
  ({ person }) => latest(person.asks),
);

/** The template's pause after a survey of the same metric. */
const coolDownSameMetric = pause(
  'cool_down_same_metric',
  (_facts, { ask }) => ask.cool_down.same_metric,
  ({ person }, { metric }) => latest(person.asks, metric),
);

const PERIODS = { day: 1, week: 7, year: 365 } as const;
const DAY = 86_400_000;

/** Surveys of a period that ends now, and what they count by their weights. One of the future counts as well. */
function loadOf(
  { person, now, policy: { weights } }: PersonToAsk,
  days: number,
): { count: number; load: number } {
  let count = 0;
  let load = 0;
  for (const { at, answered } of person.asks) {
    if (now.getTime() - at >= days * DAY) continue;
    count += 1;
    load += answered ? weights.answered : weights.asked;
  }
  return { count, load };
}

/** What a person was asked within a period may not exceed the cap once this survey is added. */
const cap = (period: keyof typeof PERIODS): PersonRule => ({
  name: `cap_${period}`,
  passes(facts) {
    const most = facts.policy.caps[period];
    return most === undefined || loadOf(facts, PERIODS[period]).load + facts.policy.weights.asked <= most;
  },
  words(facts) {
    const most = facts.policy.caps[period];
    if (most === undefined) return 'no cap is set';
    const { count, load } = loadOf(facts, PERIODS[period]);
    const surveys = `${count} ${count === 1 ? 'survey' : 'surveys'}`;
    return `${surveys} within ${span(PERIODS[period] * DAY)} count ${load}; with this one at most ${most}`;
  },
});

/** Rules about the person; all of them are asked again when the time has come. */
export const PERSON_RULES: readonly PersonRule[] = [
  optedOut,
  consent,
  floor,
  coolDownAny,
  coolDownSameMetric,
  cap('day'),
  cap('week'),
  cap('year'),
];
