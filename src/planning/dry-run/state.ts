import type TinyQueue from 'tinyqueue';
import type { AskingPolicy } from '../../model/asking-policy.ts';
import type { ConversationClosed } from '../../model/conversation.ts';
import type { Template, TemplateVersion } from '../../model/template.ts';
import type { AskingFacts, PastAsk } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { factsOf, type People, type Person, whole } from './people.ts';

/** What can be sent where: as the channel's capabilities say. */
export interface ChannelWindow {
  freeTextWindowSeconds: number | null;
  templateOutsideWindow: boolean;
}

/** A rule set to be tried out. */
export interface RuleSet {
  policy: AskingPolicy;
  templates: readonly TemplateVersion[];
}

/** A survey of a dry run. */
export interface Survey {
  readonly id: number;
  readonly person: Person;
  readonly channel: string;
  readonly conversation: string;
  readonly template: Template;
  readonly plannedAt: Date;
  readonly windowClosesAt: Date | null;
  state: 'planned' | 'cancelled' | 'asked' | 'answered' | 'over';
  expiresAt: Date;
  ask: PastAsk | null;
}

/** Whoever wants to know what happens: tallies, and tests that hold it against the rules. */
export interface Watcher {
  decided?(decision: Plan, close: ConversationClosed, now: Date): void;
  cancelled?(survey: Survey, reason: string, now: Date): void;
  held?(survey: Survey, reason: string, until: Date): void;
  asked?(survey: Survey, now: Date): void;
  reminded?(survey: Survey, now: Date): void;
}

export interface Timer {
  at: number;
  survey: Survey;
  what: 'due' | 'expire' | 'remind';
}

/** Everything that a world remembers. Surveys that are over are forgotten. */
export interface WorldState {
  readonly rules: RuleSet;
  readonly windows: ReadonlyMap<string, ChannelWindow>;
  readonly watcher: Watcher;
  readonly people: People;
  readonly timers: TinyQueue<Timer>;
  /** The survey that waits for its question or its answer, by conversation. */
  readonly open: Map<string, { survey: Survey; closedAt: number }>;
  readonly planned: Map<Person, Set<Survey>>;
  readonly wroteAt: Map<Person, Date>;
  /** How long an ask can speak against another; older ones are let go. */
  readonly memoryMs: number;
  surveys: number;
}

const DAY = 86_400_000;

/** Twice what any rule looks back on: clocks may jump. */
export function memoryFor({ policy: { floor, caps }, templates }: RuleSet): number {
  const periods = [caps.day && DAY, caps.week && 7 * DAY, caps.year && 365 * DAY];
  const pauses = templates.flatMap(({ template: { ask } }) => [ask.cool_down.any, ask.cool_down.same_metric]);
  return 2 * Math.max(floor, ...[...periods, ...pauses].map((ms) => ms ?? 0));
}

export function setTimer({ timers }: WorldState, what: Timer['what'], survey: Survey, at: Date): void {
  timers.push({ what, survey, at: at.getTime() });
}

/** Nothing waits for this survey any more. */
export function forget(state: WorldState, survey: Survey): void {
  if (state.open.get(survey.conversation)?.survey === survey) state.open.delete(survey.conversation);
  unplan(state, survey);
}

export function unplan({ planned }: WorldState, survey: Survey): void {
  const person = whole(survey.person);
  const waiting = planned.get(person);
  waiting?.delete(survey);
  if (waiting?.size === 0) planned.delete(person);
}

export function cancel(state: WorldState, survey: Survey, reason: string, now: Date): void {
  survey.state = 'cancelled';
  forget(state, survey);
  state.watcher.cancelled?.(survey, reason, now);
}

/** What speaks for or against a survey now. */
export function askingFacts({ rules, wroteAt }: WorldState, survey: Survey, now: Date): AskingFacts {
  const person = whole(survey.person);
  const wrote = wroteAt.get(person);
  return {
    now,
    channel: survey.channel,
    person: factsOf(person, survey.channel),
    policy: rules.policy,
    wroteAt: wrote !== undefined && wrote > survey.plannedAt ? wrote : null,
    inForce: true,
  };
}
