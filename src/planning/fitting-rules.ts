import { meansChannel } from '../model/channel-names.ts';
import { holds, type Value } from '../model/condition.ts';
import type { Template } from '../model/template.ts';
import type { PersonFacts, PlanningFacts } from './facts.ts';
import { listed, type Rule, span } from './rule.ts';

type FittingRule = Rule<PlanningFacts>;

/** "telegram, slack"; "all" for a list that is not there. */
const wanted = (list: readonly string[] | undefined): string => (list === undefined ? 'all' : listed(list));

/** The conversation's channel is one that the template names; a template that names none takes all. */
const channel: FittingRule = {
  name: 'channel',
  passes: ({ close }, { when }) => when.channels === undefined || meansChannel(when.channels, close.channel),
  words: ({ close }, { when }) => `channel ${close.channel}; template takes ${wanted(when.channels)}`,
};

/** Tags by any, all and none; a list that is not there asks nothing. */
const tags: FittingRule = {
  name: 'tags',
  passes({ close }, { when }) {
    if (when.tags === undefined) return true;
    const has = (tag: string) => close.tags.includes(tag);
    const { any, all, none } = when.tags;
    return (any?.some(has) ?? true) && (all?.every(has) ?? true) && !(none?.some(has) ?? false);
  },
  words({ close }, { when: { tags: { any, all, none } = {} } }) {
    const asked = [
      any && `any of ${listed(any)}`,
      all && `all of ${listed(all)}`,
      none && `none of ${listed(none)}`,
    ];
    const words = asked.filter((word) => word !== undefined).join(', ') || 'no certain tags';
    return `tags ${listed(close.tags)}; template wants ${words}`;
  },
};

/** The customer wrote enough for a conversation to have taken place. A hook that does not count passes. */
const minCustomerMessages: FittingRule = {
  name: 'min_customer_messages',
  passes: ({ close }, { when }) =>
    close.customer_messages === undefined || close.customer_messages >= (when.min_customer_messages ?? 0),
  words: ({ close }, { when }) =>
    `${close.customer_messages ?? 'unknown number of'} customer messages; template wants at least ${when.min_customer_messages ?? 0}`,
};

/** Who ended it. A hook that does not say counts as an agent. */
const closedBy: FittingRule = {
  name: 'closed_by',
  passes: ({ close }, { when }) => when.closed_by?.includes(close.closed_by ?? 'agent') ?? true,
  words: ({ close }, { when }) =>
    `closed by ${close.closed_by ?? 'agent'}; template takes ${wanted(when.closed_by)}`,
};

/** Where on the customer's way the conversation stood. A template that names steps takes no unknown one. */
const journeyStep: FittingRule = {
  name: 'journey_step',
  passes: ({ close }, { when }) => when.journey_step?.includes(close.journey_step ?? '') ?? true,
  words: ({ close }, { when }) =>
    `journey step ${close.journey_step ?? 'not told'}; template takes ${wanted(when.journey_step)}`,
};

/** Attributes as conditions see them: `contact.plan`. */
const attributeValues = ({ attributes }: PersonFacts): Record<string, Value> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`contact.${name}`, value]));

/** The segment: a condition over the attributes of the contact. */
const segment: FittingRule = {
  name: 'segment',
  passes: ({ person }, { when }) =>
    when.contact === undefined || holds(when.contact, attributeValues(person)),
  words: (_facts, { when }) =>
    when.contact === undefined ? 'template takes all contacts' : `template wants ${when.contact}`,
};

const DAY = 86_400_000;

const knownFor = ({ person, now }: PlanningFacts): number =>
  person.firstSeenAt === null ? 0 : Math.max(0, now.getTime() - person.firstSeenAt.getTime());

/** Customers for long enough; somebody who was never seen before is new. */
const newCustomer: FittingRule = {
  name: 'new_customer',
  passes: (facts, { when: { min_days_since_first_seen: least } }) =>
    least === undefined || knownFor(facts) >= least * DAY,
  words: (facts, { when: { min_days_since_first_seen: least } }) =>
    least === undefined
      ? 'template takes new customers too'
      : `known for ${span(knownFor(facts))}; template wants at least ${least} days`,
};

/** Rules that say whether a template is meant for this conversation. */
export const FITTING_RULES: readonly FittingRule[] = [
  channel,
  tags,
  minCustomerMessages,
  closedBy,
  journeyStep,
  segment,
  newCustomer,
];

/** The template is meant for this conversation. */
export const fits = (facts: PlanningFacts, template: Template): boolean =>
  FITTING_RULES.every((rule) => rule.passes(facts, template));
