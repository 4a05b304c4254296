import { reminderThoughts, secondThoughts } from '../second-thoughts.ts';
import { whole } from './people.ts';
import { askingFacts, cancel, forget, type Survey, setTimer, unplan, type WorldState } from './state.ts';

/** Lets what falls due until `to` happen, each at its own time; `asleep`: all of it only then, as after an outage. */
export function advance(state: WorldState, to: Date, asleep: boolean): void {
  const { timers } = state;
  for (let next = timers.peek(); next !== undefined && next.at <= to.getTime(); next = timers.peek()) {
    timers.pop();
    const now = asleep ? to : new Date(next.at);
    if (next.what === 'due') due(state, next.survey, now);
    else if (next.what === 'remind') remind(state, next.survey, now);
    else expire(state, next.survey);
  }
}

const windowEnd = ({ rules }: WorldState, { windowClosesAt }: Survey): Date | null =>
  windowClosesAt === null ? null : new Date(windowClosesAt.getTime() - rules.policy.window_margin);

function due(state: WorldState, survey: Survey, now: Date): void {
  if (survey.state !== 'planned') return;
  const left = { expiresAt: survey.expiresAt, windowEnd: windowEnd(state, survey) };
  const thought = secondThoughts(askingFacts(state, survey, now), survey.template, left);
  if (thought.type === 'withhold') cancel(state, survey, thought.rule, now);
  else if (thought.type === 'hold') hold(state, survey, thought.until, thought.reason);
  else ask(state, survey, now);
}

function hold(state: WorldState, survey: Survey, until: Date, reason: string): void {
  const wholeTime = until.getTime() + survey.template.ask.expires_after;
  survey.expiresAt = new Date(Math.min(wholeTime, windowEnd(state, survey)?.getTime() ?? wholeTime));
  setTimer(state, 'due', survey, until);
  state.watcher.held?.(survey, reason, until);
}

function ask(state: WorldState, survey: Survey, now: Date): void {
  const { metric, ask: rules } = survey.template;
  unplan(state, survey);
  survey.state = 'asked';
  survey.ask = { at: now.getTime(), metric, channel: survey.channel, answered: false };
  const person = whole(survey.person);
  const recent = person.asks.filter(({ at }) => now.getTime() - at <= state.memoryMs);
  person.asks = recent.concat(survey.ask);
  setTimer(state, 'expire', survey, survey.expiresAt);
  if (rules.remind_after !== null) {
    setTimer(state, 'remind', survey, new Date(now.getTime() + rules.remind_after));
  }
  state.watcher.asked?.(survey, now);
}

function remind(state: WorldState, survey: Survey, now: Date): void {
  if (survey.state !== 'asked') return;
  const thought = reminderThoughts(askingFacts(state, survey, now), survey.template, survey.expiresAt);
  if (thought.type === 'hold') setTimer(state, 'remind', survey, thought.until);
  if (thought.type === 'go') state.watcher.reminded?.(survey, now);
}

function expire(state: WorldState, survey: Survey): void {
  if (survey.state === 'asked') survey.state = 'over';
  forget(state, survey);
}
