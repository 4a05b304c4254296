import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AskingPolicy } from '../../src/model/asking-policy.ts';
import type { Identity } from '../../src/model/contact.ts';
import { ConversationClosed } from '../../src/model/conversation.ts';
import { type Survey, simulate, tally, world } from '../../src/planning/dry-run/index.ts';
import { version } from './some-facts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = 'Europe/Berlin';
/** Some hours before clocks are set back. */
const BEGIN = Date.parse('2026-10-24T08:00:00Z');
const FLOOR = DAY;
const WEEK_CAP = 2;
const SAME_METRIC = 3 * DAY;
const QUIET = { from: '21:00', to: '08:30' };

const policy = AskingPolicy.parse({
  floor: '24h',
  caps: { week: WEEK_CAP },
  weights: { asked: 1, answered: 1 },
  quiet_hours: QUIET,
  time_zone: ZONE,
  hold_until_quiet: '10m',
});
const templates = [
  version('csat', { ask: { delay: '1h', cool_down: { same_metric: '3d' }, remind_after: '6h' } }),
  version('nps', {
    metric: 'nps',
    priority: 1,
    when: { tags: { any: ['nps'] } },
    ask: { remind_after: '2h' },
  }),
];
const windows = new Map([['whatsapp', { freeTextWindowSeconds: 86_400, templateOutsideWindow: false }]]);

const CHANNELS = ['telegram', 'whatsapp'] as const;
const PEOPLE = 3;
const handle = (person: number, channel: string): Identity => ({ type: channel, value: `person-${person}` });

const person = fc.nat(PEOPLE - 1);
const channel = fc.constantFrom(...CHANNELS);
const pass = fc.record({
  hours: fc.oneof({ weight: 4, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(24 * 9) }),
  asleep: fc.boolean(),
});
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('close' as const),
      person,
      channel,
      /** The helpdesk tells of both handles. */
      joins: fc.boolean(),
      nps: fc.boolean(),
      again: fc.boolean(),
      lastMessage: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('reopen' as const), which: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('answer' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('write' as const), person, channel }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('refuse' as const), person, channel, all: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('agree' as const), person, channel }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('jump' as const), back: fc.integer({ min: 1, max: 50 }) }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Minutes after midnight on the wall, by the runtime. */
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
function isQuiet(at: Date): boolean {
  const now = format.format(at);
  return now >= QUIET.from || now < QUIET.to;
}

/** What the rules promise, kept by other means than theirs. */
function watchdog() {
  const joined = new Set<number>();
  const asks: { person: number; channel: string; metric: string; at: number }[] = [];
  const refused = new Set<string>();
  /** Whether two places belong to one person, by what has been told so far. */
  const same = (a: { person: number; channel: string }, b: { person: number; channel: string }) =>
    a.person === b.person && (a.channel === b.channel || joined.has(a.person));
  const refuses = (who: number, on: string): boolean =>
    CHANNELS.some(
      (by) =>
        same({ person: who, channel: by }, { person: who, channel: on }) &&
        (refused.has(`${who} ${by} ${on}`) || refused.has(`${who} ${by} *`)),
    );
  const broken: string[] = [];
  const must = (held: boolean, rule: string) => {
    if (!held) broken.push(rule);
  };
  return {
    joined,
    refused,
    broken,
    asked(survey: Survey, who: number, now: Date) {
      const one = { person: who, channel: survey.channel, metric: survey.template.metric, at: now.getTime() };
      const earlier = asks.filter((ask) => same(ask, one));
      const apart = (ask: { at: number }) => Math.abs(one.at - ask.at);
      must(
        earlier.every((ask) => apart(ask) >= FLOOR),
        'floor',
      );
      const week = earlier.filter((ask) => ask.at > one.at - 7 * DAY && ask.at <= one.at);
      must(week.length < WEEK_CAP, 'cap');
      const alike = earlier.filter(({ metric }) => metric === one.metric);
      must(one.metric !== 'csat' || alike.every((ask) => apart(ask) >= SAME_METRIC), 'cool-down');
      must(!refuses(who, survey.channel), 'opt-out');
      must(!isQuiet(now), 'quiet hours');
      const closes = survey.windowClosesAt?.getTime() ?? Number.POSITIVE_INFINITY;
      must(now.getTime() < closes && survey.expiresAt.getTime() <= closes, 'window');
      asks.push(one);
    },
    reminded(survey: Survey, who: number, now: Date) {
      must(!refuses(who, survey.channel), 'reminder after an opt-out');
      must(!isQuiet(now), 'reminder in quiet hours');
    },
  };
}

/** Plays a history in a world, and gives what was counted and what was broken. */
function play(history: readonly { pass: { hours: number; asleep: boolean }; event: Happening }[]) {
  const dog = watchdog();
  const counted = tally();
  const owners = new Map<number, number>();
  const surveys: Survey[] = [];
  let closes = 0;
  let who = 0;
  const ownerOf = (survey: Survey) => owners.get(survey.id) ?? who;
  const on = world({ policy, templates }, windows, {
    ...counted.watcher,
    asked(survey, now) {
      counted.watcher.asked?.(survey, now);
      dog.asked(survey, ownerOf(survey), now);
    },
    reminded(survey, now) {
      counted.watcher.reminded?.(survey, now);
      dog.reminded(survey, ownerOf(survey), now);
    },
  });
  let clock = BEGIN;

  const happen = (one: Happening, now: Date): void => {
    switch (one.what) {
      case 'close': {
        who = one.person;
        if (one.joins) dog.joined.add(who);
        const told = one.joins ? CHANNELS : [one.channel];
        const close = ConversationClosed.parse({
          event: 'conversation.closed',
          id: one.again ? `again-${one.person}` : `c-${++closes}`,
          source: 'test',
          channel: one.channel,
          tags: one.nps ? ['nps'] : [],
          contact: { identities: told.map((name) => handle(who, name)) },
          last_customer_message_at: new Date(now.getTime() - one.lastMessage * HOUR).toISOString(),
        });
        const survey = on.close({ ...close, closed_at: now }, close.contact.identities, now);
        if (survey !== null) {
          owners.set(survey.id, who);
          surveys.push(survey);
        }
        break;
      }
      case 'reopen': {
        const survey = surveys.at(-1 - one.which);
        if (survey !== undefined) on.reopen(survey.conversation, now);
        break;
      }
      case 'answer': {
        const survey = surveys.at(-1 - one.which);
        if (survey !== undefined) on.answer(survey, now);
        break;
      }
      case 'write':
        on.wrote([handle(one.person, one.channel)], now);
        break;
      case 'refuse': {
        const scope = one.all ? '*' : one.channel;
        dog.refused.add(`${one.person} ${one.channel} ${scope}`);
        on.refuse([handle(one.person, one.channel)], scope, now);
        break;
      }
      case 'agree':
        for (const by of dog.joined.has(one.person) ? CHANNELS : [one.channel]) {
          dog.refused.delete(`${one.person} ${by} ${one.channel}`);
        }
        on.agree([handle(one.person, one.channel)], one.channel, now);
        break;
      case 'jump':
        clock -= one.back * HOUR;
    }
  };

  for (const { pass: passed, event } of history) {
    clock += passed.hours * HOUR;
    on.advance(new Date(clock), { asleep: passed.asleep });
    happen(event, new Date(clock));
  }
  on.advance(new Date(clock + 400 * DAY));
  return {
    broken: dog.broken,
    report: counted.report(on.people()),
    closes: history.filter(({ event }) => event.what === 'close').length,
  };
}

const total = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('whatever happens, in whatever order, with handles that are joined late and clocks that jump', () => {
  const history = fc.array(fc.record({ pass, event: happening }), { minLength: 5, maxLength: 60 });

  it('nobody is asked against a floor, cool-down, cap, quiet hour, opt-out or window, nor reminded', () => {
    fc.assert(
      fc.property(history, (events) => {
        expect(play(events).broken).toEqual([]);
      }),
      { numRuns: 1_500, seed: 20_261_122 },
    );
  });

  it('nobody eligible is lost: eligible = suppressed + planned, planned = cancelled + asked, to the unit', () => {
    fc.assert(
      fc.property(history, (events) => {
        const { report, closes } = play(events);
        expect(report.closes).toBe(closes);
        expect(report.closes).toBe(total(report.suppressed) + report.planned);
        expect(report.planned).toBe(total(report.cancelled) + report.asked);
        expect(report.waiting).toBe(0);
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });

  it('the watchdog has teeth: without the rules it barks', () => {
    const barks = new Set<string>();
    const lax = [version('csat', { ask: { delay: '0s' } })];
    fc.assert(
      fc.property(history, (events) => {
        const dog = watchdog();
        const on = world({ policy: AskingPolicy.parse({ floor: '0s' }), templates: lax }, windows, {
          asked: (survey, now) => dog.asked(survey, 0, now),
        });
        let clock = BEGIN;
        for (const { pass: passed, event } of events) {
          clock += passed.hours * HOUR;
          on.advance(new Date(clock), { asleep: true });
          if (event.what === 'refuse') dog.refused.add(`0 ${event.channel} *`);
          if (event.what !== 'close') continue;
          const close = ConversationClosed.parse({
            event: 'conversation.closed',
            id: String(clock),
            source: 'test',
            channel: event.channel,
          });
          on.close(close, [handle(0, event.channel)], new Date(clock));
        }
        for (const bark of dog.broken) barks.add(bark);
      }),
      { numRuns: 100, seed: 3 },
    );
    expect([...barks].sort()).toEqual(['cap', 'cool-down', 'floor', 'opt-out', 'quiet hours']);
  });
});

describe('the simulated year', () => {
  it('is the same at every run, and another one by another seed', () => {
    const year = (seed: number) =>
      simulate({ policy, templates }, windows, { customers: 200, days: 90, seed });
    const first = year(1);
    expect(year(1)).toEqual(first);
    expect(year(2)).not.toEqual(first);
    expect(first.closes).toBe(total(first.suppressed) + first.planned);
    expect(first.planned).toBe(total(first.cancelled) + first.asked);
    expect(total(first.held)).toBeGreaterThan(0);
  });
});
