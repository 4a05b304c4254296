import { createHash } from 'node:crypto';
import type { ConversationClosed } from '../model/conversation.ts';
import type { RuleCheck } from '../model/decision.ts';
import type { SurveyMetric, Template } from '../model/template.ts';

/** What planning looks at besides the conversation; gathered by the shell. Times are instants. */
export interface PlanningFacts {
  now: Date;
  close: ConversationClosed;
  /** Stable name of the person: the sample is drawn by it. */
  personKey: string;
  optedOut: boolean;
  /** When this person was last asked anything, and last asked for a metric. */
  lastAsked: { any: Date | null; byMetric: Partial<Record<SurveyMetric, Date>> };
}

/** What can have changed between planning and asking. */
export type AskingFacts = Pick<PlanningFacts, 'now' | 'optedOut' | 'lastAsked'>;

/** A rule looks at facts and one template and answers with a line for `why`. */
export type Rule = (facts: PlanningFacts, template: Template) => RuleCheck;

const check = (rule: string, passed: boolean, detail: string): RuleCheck => ({ rule, passed, detail });

const list = (words: readonly string[]): string => (words.length === 0 ? 'none' : words.join(', '));

/** The conversation's channel is one that the template names; a template that names none takes all. */
export const channel: Rule = ({ close }, { when }) =>
  check(
    'channel',
    when.channels === undefined || when.channels.includes(close.channel),
    `channel ${close.channel}; template takes ${when.channels === undefined ? 'all' : list(when.channels)}`,
  );

/** Tags by any, all and none; a list that is not there asks nothing. */
export const tags: Rule = ({ close }, { when }) => {
  const has = (tag: string) => close.tags.includes(tag);
  const { any, all, none } = when.tags ?? {};
  const passed =
    (any === undefined || any.some(has)) && (all === undefined || all.every(has)) && !(none ?? []).some(has);
  const wanted = [
    any && `any of ${list(any)}`,
    all && `all of ${list(all)}`,
    none && `none of ${list(none)}`,
  ];
  const asked = wanted.filter((words) => words !== undefined);
  return check(
    'tags',
    passed,
    `tags ${list(close.tags)}; template wants ${asked.length === 0 ? 'no certain tags' : asked.join(', ')}`,
  );
};

/** The customer wrote enough for a conversation to have taken place. A hook that does not count passes. */
export const minCustomerMessages: Rule = ({ close }, { when }) => {
  const least = when.min_customer_messages ?? 0;
  const count = close.customer_messages;
  return check(
    'min_customer_messages',
    count === undefined || count >= least,
    `${count ?? 'unknown number of'} customer messages; template wants at least ${least}`,
  );
};

/** Who ended it. A hook that does not say counts as an agent. */
export const closedBy: Rule = ({ close }, { when }) => {
  const by = close.closed_by ?? 'agent';
  return check(
    'closed_by',
    when.closed_by === undefined || when.closed_by.includes(by),
    `closed by ${by}; template takes ${when.closed_by === undefined ? 'all' : list(when.closed_by)}`,
  );
};

/** A refusal holds on this channel until the person takes it back. */
export const optedOut = ({ optedOut: refused }: AskingFacts): RuleCheck =>
  check(
    'opted_out',
    !refused,
    refused ? 'the person refused surveys on this channel' : 'no refusal on this channel',
  );

const DAY = 86_400_000;
const days = (ms: number): string => `${(ms / DAY).toFixed(1)} days`;

function coolDown(
  rule: string,
  last: Date | null | undefined,
  pause: number | undefined,
  now: Date,
): RuleCheck {
  if (pause === undefined) return check(rule, true, 'template sets no pause');
  if (last == null) return check(rule, true, 'never asked before');
  const since = now.getTime() - last.getTime();
  return check(rule, since >= pause, `last asked ${days(since)} ago; pause is ${days(pause)}`);
}

/** The pause after any survey, over all channels. */
export const coolDownAny = ({ lastAsked, now }: AskingFacts, { ask }: Template): RuleCheck =>
  coolDown('cool_down_any', lastAsked.any, ask.cool_down.any, now);

/** The pause after a survey of the same metric. */
export const coolDownSameMetric = ({ lastAsked, now }: AskingFacts, { ask, metric }: Template): RuleCheck =>
  coolDown('cool_down_same_metric', lastAsked.byMetric[metric], ask.cool_down.same_metric, now);

/** A share in [0, 1) that is the same for a person and a template at every close. */
export function sampleShare(personKey: string, templateId: string): number {
  return createHash('sha256').update(`${templateId}\n${personKey}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** The sample is drawn by person and not at each close: who is out stays out. */
export const sample: Rule = ({ personKey }, { ask, id }) => {
  const share = sampleShare(personKey, id);
  return check('sample', share < ask.sample, `person stands at ${share.toFixed(3)}; sample is ${ask.sample}`);
};

/** Rules that say whether a template is meant for this conversation. */
export const FITTING_RULES: readonly Rule[] = [channel, tags, minCustomerMessages, closedBy];

/** Rules that say whether this person may be asked now. */
export const ASKING_RULES: readonly Rule[] = [optedOut, coolDownAny, coolDownSameMetric, sample];

/** Asked once more when the time has come: the first rule that now speaks against it, or null. */
export function secondThoughts(facts: AskingFacts, template: Template): string | null {
  const checks = [optedOut(facts), coolDownAny(facts, template), coolDownSameMetric(facts, template)];
  return checks.find((asked) => !asked.passed)?.rule ?? null;
}
