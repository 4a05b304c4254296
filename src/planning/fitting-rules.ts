import { meansChannel } from '../model/channel-names.ts';
import { holds, type Value } from '../model/condition.ts';
import type { Template } from '../model/template.ts';
import { type Check, check, listed, span } from './check.ts';
import type { PersonFacts, PlanningFacts } from './facts.ts';

/** A rule looks at facts and one template and answers with a line for `why`. */
export type Rule = (facts: PlanningFacts, template: Template) => Check;

/** The conversation's channel is one that the template names; a template that names none takes all. */
export const channel: Rule = ({ close }, { when }) =>
  check(
    'channel',
    when.channels === undefined || meansChannel(when.channels, close.channel),
    () =>
      `channel ${close.channel}; template takes ${when.channels === undefined ? 'all' : listed(when.channels)}`,
  );

/** Tags by any, all and none; a list that is not there asks nothing. */
export const tags: Rule = ({ close }, { when }) => {
  const has = (tag: string) => close.tags.includes(tag);
  const { any, all, none } = when.tags ?? {};
  const passed =
    (any === undefined || any.some(has)) && (all === undefined || all.every(has)) && !(none ?? []).some(has);
  return check('tags', passed, () => {
    const wanted = [
      any && `any of ${listed(any)}`,
      all && `all of ${listed(all)}`,
      none && `none of ${listed(none)}`,
    ];
    const asked = wanted.filter((words) => words !== undefined);
    return `tags ${listed(close.tags)}; template wants ${asked.length === 0 ? 'no certain tags' : asked.join(', ')}`;
  });
};

/** The customer wrote enough for a conversation to have taken place. A hook that does not count passes. */
export const minCustomerMessages: Rule = ({ close }, { when }) => {
  const least = when.min_customer_messages ?? 0;
  const count = close.customer_messages;
  return check(
    'min_customer_messages',
    count === undefined || count >= least,
    () => `${count ?? 'unknown number of'} customer messages; template wants at least ${least}`,
  );
};

/** Who ended it. A hook that does not say counts as an agent. */
export const closedBy: Rule = ({ close }, { when }) => {
  const by = close.closed_by ?? 'agent';
  return check(
    'closed_by',
    when.closed_by === undefined || when.closed_by.includes(by),
    () => `closed by ${by}; template takes ${when.closed_by === undefined ? 'all' : listed(when.closed_by)}`,
  );
};

/** Where on the customer's way the conversation stood. A template that names steps takes no unknown one. */
export const journeyStep: Rule = ({ close }, { when }) => {
  const { journey_step: steps } = when;
  const at = close.journey_step;
  return check(
    'journey_step',
    steps === undefined || (at !== undefined && steps.includes(at)),
    () => `journey step ${at ?? 'not told'}; template takes ${steps === undefined ? 'all' : listed(steps)}`,
  );
};

/** Attributes as conditions see them: `contact.plan`. */
const attributeValues = ({ attributes }: PersonFacts): Record<string, Value> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`contact.${name}`, value]));

/** The segment: a condition over the attributes of the contact. */
export const segment: Rule = ({ person }, { when }) =>
  check('segment', when.contact === undefined || holds(when.contact, attributeValues(person)), () =>
    when.contact === undefined ? 'template takes all contacts' : `template wants ${when.contact}`,
  );

const DAY = 86_400_000;

/** Customers for long enough; somebody who was never seen before is new. */
export const newCustomer: Rule = ({ person, now }, { when }) => {
  const least = when.min_days_since_first_seen;
  if (least === undefined) return check('new_customer', true, () => 'template takes new customers too');
  const known = person.firstSeenAt === null ? 0 : now.getTime() - person.firstSeenAt.getTime();
  return check(
    'new_customer',
    known >= least * DAY,
    () => `known for ${span(Math.max(0, known))}; template wants at least ${least} days`,
  );
};

/** Rules that say whether a template is meant for this conversation. */
export const FITTING_RULES: readonly Rule[] = [
  channel,
  tags,
  minCustomerMessages,
  closedBy,
  journeyStep,
  segment,
  newCustomer,
];
