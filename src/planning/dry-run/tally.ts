import type { ConversationClosed } from '../../model/conversation.ts';
import type { Plan } from '../plan.ts';
import { type Person, whole } from './people.ts';
import type { Survey, Watcher } from './state.ts';

type Counts = Record<string, number>;

/** What a rule set did to a history. eligible = suppressed + planned; planned = cancelled + asked + waiting. */
export interface DryRunReport {
  closes: number;
  people: number;
  /** Times of the first and the last close, ISO. */
  from: string | null;
  to: string | null;
  suppressed: Counts;
  planned: number;
  cancelled: Counts;
  asked: number;
  /** Planned for a time after the last close, and not looked at again. */
  waiting: number;
  /** Questions that waited for quiet hours or a silent customer, by reason. */
  held: Counts;
  reminded: number;
  asked_by: {
    template: Counts;
    metric: Counts;
    channel: Counts;
    month: Counts;
    weekday: Counts;
    hour: Counts;
  };
  /** How many people were asked how often. */
  people_asked: Counts;
  /** Hours from the close to the question: how many within each. */
  wait: Counts;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WAITS: readonly (readonly [number, string])[] = [
  [5 / 60, '≤ 5 min'],
  [1, '≤ 1 h'],
  [12, '≤ 12 h'],
  [24, '≤ 24 h'],
  [Number.POSITIVE_INFINITY, '> 24 h'],
];

const add = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** Counts what happens in a world. Times of asking are in UTC. */
export function tally(): { watcher: Watcher; report(people: number): DryRunReport } {
  const report: DryRunReport = {
    closes: 0,
    people: 0,
    from: null,
    to: null,
    suppressed: {},
    planned: 0,
    cancelled: {},
    asked: 0,
    waiting: 0,
    held: {},
    reminded: 0,
    asked_by: { template: {}, metric: {}, channel: {}, month: {}, weekday: {}, hour: {} },
    people_asked: {},
    wait: {},
  };
  const timesAsked = new Map<Person, number>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  const decided = (decision: Plan, _close: ConversationClosed, now: Date): void => {
    report.closes += 1;
    first = Math.min(first, now.getTime());
    last = Math.max(last, now.getTime());
    if (decision.ask) report.planned += 1;
    else add(report.suppressed, decision.rule);
  };
  const asked = (survey: Survey, now: Date): void => {
    report.asked += 1;
    const { asked_by: by } = report;
    add(by.template, survey.template.id);
    add(by.metric, survey.template.metric);
    add(by.channel, survey.channel);
    add(by.month, now.toISOString().slice(0, 7));
    add(by.weekday, WEEKDAYS[now.getUTCDay()] ?? '');
    add(by.hour, String(now.getUTCHours()).padStart(2, '0'));
    const hours = (now.getTime() - survey.plannedAt.getTime()) / 3_600_000;
    add(report.wait, WAITS.find(([most]) => hours <= most)?.[1] ?? '');
    timesAsked.set(survey.person, (timesAsked.get(survey.person) ?? 0) + 1);
  };

  return {
    watcher: {
      decided,
      asked,
      cancelled: (_survey, reason) => add(report.cancelled, reason),
      held: (_survey, reason) => add(report.held, reason),
      reminded() {
        report.reminded += 1;
      },
    },
    report(people) {
      const cancelled = Object.values(report.cancelled).reduce((sum, count) => sum + count, 0);
      // Those who turned out to be one person since are counted as one.
      const together = new Map<Person, number>();
      for (const [person, times] of timesAsked) {
        together.set(whole(person), (together.get(whole(person)) ?? 0) + times);
      }
      const counts: Counts = {};
      for (const times of together.values()) add(counts, times >= 10 ? '10 or more' : String(times));
      return {
        ...report,
        people,
        from: report.closes === 0 ? null : new Date(first).toISOString(),
        to: report.closes === 0 ? null : new Date(last).toISOString(),
        waiting: report.planned - cancelled - report.asked,
        people_asked: counts,
      };
    },
  };
}
