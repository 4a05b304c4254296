import TinyQueue from 'tinyqueue';
import type { Identity } from '../../model/contact.ts';
import type { ConversationClosed } from '../../model/conversation.ts';
import type { CloseFacts, PlaceFacts } from '../facts.ts';
import { plan } from '../plan.ts';
import { speaksAgainst } from '../second-thoughts.ts';
import { factsOf, type Person, people, whole } from './people.ts';
import {
  askingFacts,
  type ChannelWindow,
  cancel,
  forget,
  memoryFor,
  type RuleSet,
  type Survey,
  setTimer,
  type Timer,
  type Watcher,
  type WorldState,
} from './state.ts';
import { advance } from './timers.ts';

/** A world without database, queue and channels, in which the true rules decide. Its clock is told with each event. */
export interface World {
  /** Lets what falls due until then happen, each at its time; `asleep`: all of it only then, as after an outage. */
  advance(to: Date, how?: { asleep: boolean }): void;
  close(close: ConversationClosed, handles: readonly Identity[], now: Date): Survey | null;
  reopen(conversation: string, now: Date): void;
  /** The customer wrote in a chat of theirs. */
  wrote(handles: readonly Identity[], now: Date): void;
  answer(survey: Survey, now: Date): void;
  /** @param channel one, or "*" for all */
  refuse(handles: readonly Identity[], channel: string, now: Date): void;
  agree(handles: readonly Identity[], channel: string, now: Date): void;
  people(): number;
}

/** Names a conversation in a world. */
export const conversationName = ({ source, id }: Pick<ConversationClosed, 'source' | 'id'>): string =>
  `${source}\n${id}`;

export function world(rules: RuleSet, windows: WorldState['windows'], watcher: Watcher = {}): World {
  const state: WorldState = {
    rules,
    windows,
    watcher,
    people: people(),
    timers: new TinyQueue<Timer>([], (a, b) => a.at - b.at || a.survey.id - b.survey.id),
    open: new Map(),
    planned: new Map(),
    wroteAt: new Map(),
    memoryMs: memoryFor(rules),
    surveys: 0,
  };
  return {
    people: state.people.size,
    advance: (to, how) => advance(state, to, how?.asleep ?? false),
    close: (told, handles, now) => close(state, told, handles, now),
    reopen: (conversation, now) => reopen(state, conversation, now),
    wrote: (handles, now) => void state.wroteAt.set(meet(state, handles, NOTHING_TOLD, now), now),
    answer: (survey, now) => answer(state, survey, now),
    refuse: (handles, channel, now) => refuse(state, meet(state, handles, NOTHING_TOLD, now), channel, now),
    agree: (handles, channel, now) => agree(meet(state, handles, NOTHING_TOLD, now), channel, now),
  };
}

const NOTHING_TOLD = { attributes: {} };

function meet(
  state: WorldState,
  handles: readonly Identity[],
  told: Pick<ConversationClosed['contact'], 'attributes' | 'first_seen_at'>,
  now: Date,
): Person {
  const { person, joined } = state.people.meet(handles, told, now);
  if (joined) gather(state, person, now);
  return person;
}

/** Handles were joined: what waits for either of them is theirs together, and is looked at again. */
function gather(state: WorldState, person: Person, now: Date): void {
  const { planned, wroteAt } = state;
  for (const [owner, waiting] of planned) {
    if (owner === person || whole(owner) !== person) continue;
    planned.delete(owner);
    planned.set(person, new Set([...(planned.get(person) ?? []), ...waiting]));
  }
  for (const [writer, at] of wroteAt) {
    if (writer === person || whole(writer) !== person) continue;
    wroteAt.delete(writer);
    if (at > (wroteAt.get(person) ?? new Date(0))) wroteAt.set(person, at);
  }
  for (const survey of [...(planned.get(person) ?? [])]) {
    const rule = speaksAgainst(askingFacts(state, survey, now), survey.template);
    if (rule !== null) cancel(state, survey, rule, now);
  }
}

function placeOf(windows: ReadonlyMap<string, ChannelWindow>, close: ConversationClosed): PlaceFacts {
  const window = windows.get(close.channel);
  const seconds = window?.freeTextWindowSeconds ?? null;
  const last = close.last_customer_message_at;
  return {
    windowClosesAt: seconds === null || last === undefined ? null : new Date(last.getTime() + seconds * 1000),
    templateOutsideWindow: window?.templateOutsideWindow ?? false,
  };
}

function closeFacts({ open }: WorldState, name: string, closedAt: number, now: Date): CloseFacts {
  const waiting = open.get(name);
  if (waiting === undefined) return { earlier: null, skipped: null };
  if (waiting.closedAt > closedAt) return { earlier: 'overtaken', skipped: null };
  const isOpen = waiting.survey.state === 'planned' || waiting.survey.expiresAt > now;
  return { earlier: isOpen ? 'question_open' : null, skipped: null };
}

function close(
  state: WorldState,
  told: ConversationClosed,
  handles: readonly Identity[],
  now: Date,
): Survey | null {
  const { rules, windows, watcher } = state;
  const person = meet(state, handles, told.contact, now);
  const name = conversationName(told);
  const closedAt = told.closed_at?.getTime() ?? now.getTime();
  const place = placeOf(windows, told);
  const facts = {
    now,
    close: told,
    personKey: `contact-${person.id}`,
    person: factsOf(person, told.channel),
    about: closeFacts(state, name, closedAt, now),
    place,
    policy: rules.policy,
  };
  const decision = plan(facts, rules.templates);
  watcher.decided?.(decision, told, now);
  if (!decision.ask) return null;
  const survey: Survey = {
    id: ++state.surveys,
    person,
    channel: told.channel,
    conversation: name,
    template: decision.template.template,
    plannedAt: now,
    windowClosesAt: place.templateOutsideWindow ? null : place.windowClosesAt,
    state: 'planned',
    expiresAt: decision.expiresAt,
    ask: null,
  };
  state.open.set(name, { survey, closedAt });
  state.planned.set(person, (state.planned.get(person) ?? new Set()).add(survey));
  setTimer(state, 'due', survey, decision.at);
  return survey;
}

function reopen(state: WorldState, conversation: string, now: Date): void {
  const survey = state.open.get(conversation)?.survey;
  if (survey === undefined) return;
  if (survey.state === 'planned') cancel(state, survey, 'reopened', now);
  else {
    survey.state = 'over';
    forget(state, survey);
  }
}

function answer(state: WorldState, survey: Survey, now: Date): void {
  if (survey.state !== 'asked' || survey.ask === null || survey.expiresAt <= now) return;
  survey.state = 'answered';
  survey.ask.answered = true;
  forget(state, survey);
}

function refuse(state: WorldState, person: Person, channel: string, now: Date): void {
  person.refusals = (person.refusals ?? new Map()).set(channel, { source: 'word', at: now });
  if (channel === '*') person.consents = null;
  else person.consents?.delete(channel);
  for (const survey of [...(state.planned.get(person) ?? [])]) {
    if (channel === '*' || survey.channel === channel) cancel(state, survey, 'opted_out', now);
  }
}

function agree(person: Person, channel: string, now: Date): void {
  person.consents = (person.consents ?? new Map()).set(channel, { source: 'api', at: now });
  if (channel === '*') person.refusals = null;
  else person.refusals?.delete(channel);
}
