import { describe, expect, test } from 'vitest';
import { readScoresCommand } from '../../src/desk/ask-scores.ts';
import { afterBusinessTime } from '../../src/desk/business-hours.ts';
import { routeOf } from '../../src/desk/changed.ts';
import { parseDeskConfig } from '../../src/desk/config.ts';
import { mayWorkCases, sightOf } from '../../src/desk/rights.ts';
import { nextTime } from '../../src/desk/schedule.ts';
import { readYesNo } from '../../src/desk/yes-no.ts';
import { AfterwordError } from '../../src/model/errors.ts';

const at = (iso: string) => new Date(iso);

describe('the clock of a case', () => {
  const hours = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' } as const;
  const week = { ...hours, days: [...hours.days] };
  const HOUR = 3_600_000;
  // 23 November 2026 is a Monday; Istanbul is three hours ahead of UTC.
  test.each([
    ['within a day', '2026-11-23T07:00:00Z', 2 * HOUR, '2026-11-23T09:00:00Z'],
    ['over the evening', '2026-11-23T14:00:00Z', 2 * HOUR, '2026-11-24T07:00:00Z'],
    ['begun before the day begins', '2026-11-23T01:00:00Z', 2 * HOUR, '2026-11-23T08:00:00Z'],
    ['over the weekend', '2026-11-27T14:30:00Z', HOUR, '2026-11-30T06:30:00Z'],
    ['begun on a Sunday', '2026-11-29T12:00:00Z', HOUR, '2026-11-30T07:00:00Z'],
    ['longer than a day', '2026-11-23T06:00:00Z', 10 * HOUR, '2026-11-24T07:00:00Z'],
  ])('%s', (_, from, ms, due) => {
    expect(afterBusinessTime(at(from), ms, week, 'Europe/Istanbul')).toEqual(at(due));
  });

  test('a day on which the clocks change is as long as it is', () => {
    const all = { days: ['sun' as const], from: '00:00', to: '12:00' };
    // Berlin leaves summer time on 25 October 2026 at 03:00: the hours to noon are thirteen.
    expect(afterBusinessTime(at('2026-10-24T22:00:00Z'), 12.5 * HOUR, all, 'Europe/Berlin')).toEqual(
      at('2026-10-25T10:30:00Z'),
    );
  });
});

describe('whether it is solved now', () => {
  test.each([
    ['Evet, çözüldü 👍', 'yes'],
    ['EVET', 'yes'],
    ['yes thanks', 'yes'],
    ['👍🏽', 'yes'],
    ['Да, спасибо', 'yes'],
    ['نعم', 'yes'],
    ['Hayır', 'no'],
    ['HAYIR!', 'no'],
    ['no, it is not solved', 'no'],
    ['not really', 'no'],
    ['çözülmedi', 'no'],
    ['I have another question', null],
    ['', null],
  ] as const)('%j is %s', (text, answer) => {
    expect(readYesNo(text)).toBe(answer);
  });
});

describe('the file of the desk', () => {
  const parse = (text: string) => parseDeskConfig(text, 'desk.yaml');
  const faults = (text: string) => {
    try {
      parse(text);
      return [];
    } catch (error) {
      if (!(error instanceof AfterwordError)) throw error;
      return error.faults.map(({ path, message }) => `${path}: ${message}`);
    }
  };

  test('may be empty', () => {
    expect(parse('')).toMatchObject({ language: 'en', cards: [], agents_see: 'team' });
  });

  test('names every fault with its line', () => {
    const found = faults('language: fr\ncards:\n  - { to: scores }\ntimezone: Mars/Base\ncolour: red\n');
    expect(found).toEqual([
      expect.stringMatching(/^desk\.yaml:1 language: /),
      expect.stringMatching(/^desk\.yaml:4 timezone: expected the name of a time zone/),
      expect.stringMatching(/^desk\.yaml:3 cards\.0\.to: expected the id of a channel/),
      expect.stringMatching(/^desk\.yaml:\d+.*colour/),
    ]);
  });

  test('with a slip of YAML names the line', () => {
    expect(faults('cards: [\n  { to: "C0A" }\n')[0]).toMatch(/^desk\.yaml:\d/);
  });
});

describe('routes', () => {
  const { cards } = parseDeskConfig(
    'cards: [{ team: [a, b], to: C0AB }, { channel: slack, to: C0SLACK, quiet: true }, { template: nps, to: "#nps" }]',
    'desk.yaml',
  );
  test.each([
    [{ team: 'a', channel: 'slack', template_id: 'nps' }, false, 'C0AB'],
    [{ team: 'c', channel: 'slack', template_id: 'nps' }, true, 'C0SLACK'],
    [{ team: 'c', channel: 'slack', template_id: 'nps' }, false, null],
    [{ team: null, channel: 'email', template_id: 'nps' }, false, '#nps'],
    [{ team: null, channel: 'email', template_id: 'csat' }, true, null],
  ])('%j, bad: %s → %s', (facts, bad, place) => {
    expect(routeOf({ cards }, facts, bad)).toBe(place);
  });
});

describe('who sees and does what', () => {
  const config = parseDeskConfig(
    'agents: { U0A: { agent: ag-1, team: billing }, U0B: { agent: ag-2 } }\nleads: [U0L]',
    'desk.yaml',
  );

  test('agents see their team, leads all, others nothing; where nobody is named, everybody sees all', () => {
    expect(sightOf(config, 'U0A')).toEqual({ agent: 'ag-1', team: 'billing', all: false });
    expect(sightOf(config, 'U0L')).toMatchObject({ all: true });
    expect(sightOf(config, 'U0X')).toEqual({ agent: null, team: null, all: false });
    expect(sightOf({ ...config, agents_see: 'own' }, 'U0A').team).toBeNull();
    expect(sightOf({ agents: {}, leads: [], agents_see: 'team' }, 'U0X').all).toBe(true);
    expect(['U0A', 'U0L', 'U0X'].map((user) => mayWorkCases(config, user))).toEqual([true, true, false]);
  });

  test('a command asks within that', () => {
    const agent = sightOf(config, 'U0A');
    expect(readScoresCommand('', agent)).toMatchObject({ asked: { filter: { team: 'billing' } } });
    expect(readScoresCommand('ME nps 7d', agent)).toMatchObject({
      asked: { metric: 'nps', period: '7d', filter: { agent: 'ag-1' } },
    });
    expect(readScoresCommand('channel slack', agent)).toMatchObject({
      asked: { filter: { channel: 'slack', team: 'billing' } },
    });
    expect(readScoresCommand('agent ag-2', agent)).toEqual({ ok: false, why: 'not_yours' });
    expect(readScoresCommand('team', agent)).toEqual({ ok: false, why: 'usage' });
    expect(readScoresCommand('me', sightOf(config, 'U0L'))).toEqual({ ok: false, why: 'who_are_you' });
  });
});

describe('the next time of a digest', () => {
  const clock = { at: '09:00', timezone: 'Europe/Berlin' };
  test('is today while the time is to come, and then tomorrow', () => {
    expect(nextTime(at('2026-11-23T07:59:00Z'), clock).toJSDate()).toEqual(at('2026-11-23T08:00:00Z'));
    expect(nextTime(at('2026-11-23T08:00:00Z'), clock).toJSDate()).toEqual(at('2026-11-24T08:00:00Z'));
  });
  test('is on its day of the week, and keeps the time on the wall when the clocks change', () => {
    const weekly = { ...clock, on: 'mon' as const };
    expect(nextTime(at('2026-10-20T12:00:00Z'), weekly).toJSDate()).toEqual(at('2026-10-26T08:00:00Z'));
    expect(nextTime(at('2026-10-13T12:00:00Z'), weekly).toJSDate()).toEqual(at('2026-10-19T07:00:00Z'));
  });
});
