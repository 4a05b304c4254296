import { describe, expect, it } from 'vitest';
import { calculate, LINES } from '../../src/metrics/index.ts';

/** A line that cannot be, and the field (or fields) that the error must name. */
const FAULTS: readonly (readonly [why: string, line: object, names: RegExp])[] = [
  ['an unknown metric', { metric: 'npss' }, /^metric: expected one of nps, /],
  ['no metric', {}, /^metric: /],
  ['a metric named after something that every object has', { metric: 'constructor' }, /^metric: /],
  ['a missing field', { metric: 'response_rate', sent: 1 }, /^answered: missing/],
  ['a negative count', { metric: 'proportion', x: -1, n: 4 }, /^x: .*got -1/],
  ['a count that is not whole', { metric: 'proportion', x: 1.5, n: 4 }, /^x: .*got 1.5/],
  ['a number in quotes', { metric: 'proportion', x: '1', n: 4 }, /^x: .*got "1"/],
  ['NaN', { metric: 'proportion', x: Number.NaN, n: 4 }, /^x: .*got NaN/],
  [
    'Infinity',
    { metric: 'ewma', data: [1, Number.POSITIVE_INFINITY], target: 0, sigma: 1, lambda: 0.2 },
    /^data\[1\]: /,
  ],
  ['an unknown field', { metric: 'nps', scores: [9], wieghts: [1] }, /^wieghts: unknown field/],
  ['two faults, both named', { metric: 'churn', start: -1, lost: 'x' }, /start: .*lost: /],
  ['a confidence in percent', { metric: 'proportion', x: 1, n: 4, confidence: 95 }, /^confidence: /],
  [
    'a method of another metric',
    { metric: 'proportion', x: 1, n: 4, method: 'newcombe' },
    /^method: .*wilson/,
  ],
  ['more good than all', { metric: 'proportion', x: 5, n: 4 }, /^x: expected at most n \(4\)/],
  ['no answers at all', { metric: 'nps' }, /^scores: missing: expected scores or counts or promoters/],
  ['answers in two forms', { metric: 'nps', scores: [1], counts: [1] }, /^counts: expected only one/],
  ['half a form', { metric: 'nps', promoters: 1, detractors: 2 }, /^passives: missing/],
  ['counts of another scale', { metric: 'nps', counts: [1, 2, 3] }, /^counts: expected 11/],
  ['a negative count among counts', { metric: 'nps', counts: { 9: -2 } }, /^counts\.9: .*got -2/],
  [
    'a key that objects cannot hold, so that its answers would be lost',
    { metric: 'nps', counts: JSON.parse('{"9": 2, "__proto__": 5}') },
    /^counts\.__proto__: expected a score/,
  ],
  ['a negative count in a list', { metric: 'csat', counts: [0, 0, -3, 0, 0] }, /^counts\[2\]: .*got -3/],
  ['fewer weights than scores', { metric: 'nps', scores: [1, 2], weights: [1] }, /^weights: expected 2/],
  ['a negative weight', { metric: 'nps', scores: [1], weights: [-1] }, /^weights\[0\]: /],
  ['weights beside counts', { metric: 'nps', counts: { 9: 2 }, weights: [1] }, /^weights: /],
  [
    'a fault within a side',
    { metric: 'nps_difference', a: { counts: [1] }, b: { scores: [] } },
    /^a\.counts: /,
  ],
  [
    'another scale without its good answers',
    { metric: 'csat', scores: [7], scale: { min: 1, max: 7 } },
    /^good: missing/,
  ],
  [
    'good answers off the scale',
    { metric: 'csat', scores: [1], good: [6], scale: { min: 1, max: 5 } },
    /^good: .*got 6/,
  ],
  ['an answer that is good and bad', { metric: 'csat', scores: [1], good: [4, 5], bad: [4] }, /^bad: 4/],
  [
    'answers beyond a scale that was only guessed',
    { metric: 'csat', scores: [1, 5], good: [3, 4] },
    /^scale: missing/,
  ],
  ['a scale upside down', { metric: 'ces', scores: [1], scale: { min: 5, max: 1 } }, /^scale\.max: /],
  ['an orientation that is none', { metric: 'ces', scores: [1], orientation: 'good' }, /^orientation: /],
  ['more answered than sent', { metric: 'response_rate', sent: 1, answered: 2 }, /^answered: /],
  [
    'months against years',
    { metric: 'clv', average_sale: 1, transactions_per_month: 1, retention_years: 1, margin: 0.2 },
    /^retention_years: transactions_per_month and retention_years/,
  ],
  [
    'a rate in two units',
    {
      metric: 'clv',
      average_sale: 1,
      transactions_per_month: 1,
      transactions_per_year: 12,
      retention_years: 1,
      margin: 1,
    },
    /^transactions_per_month: expected only one/,
  ],
  [
    'a margin in percent',
    { metric: 'clv', average_sale: 1, transactions_per_year: 1, retention_years: 1, margin: 30 },
    /^margin: /,
  ],
  ['a retention over 100 %', { metric: 'crr', start: 10, new: 0, end: 11 }, /^end: .*over 100 %/],
  ['more new customers than customers', { metric: 'crr', start: 10, new: 6, end: 5 }, /^new: /],
  ['more lost than there were', { metric: 'churn', start: 10, lost: 11 }, /^lost: /],
  [
    'events and times of two lengths',
    { metric: 'survival', times: [1, 2], events: [1], at: [1] },
    /^events: /,
  ],
  ['an event that is neither', { metric: 'survival', times: [1], events: [2], at: [1] }, /^events\[0\]: /],
  ['too short a list', { metric: 'proportions', x: [1], n: [2] }, /^x: .*at least 2, got an array of 1/],
  ['one group only', { metric: 'logrank', groups: [{ times: [1], events: [1] }] }, /^groups: .*at least 2/],
  [
    'a negative time',
    {
      metric: 'logrank',
      groups: [
        { times: [1], events: [1] },
        { times: [-1], events: [1] },
      ],
    },
    /^groups\[1\]\.times\[0\]: /,
  ],
  [
    'a case resolved before it was opened',
    {
      metric: 'resolution_time',
      cases: [{ opened_at: '2026-01-02T00:00:00Z', resolved_at: '2026-01-01T00:00:00Z' }],
    },
    /^cases\[0\]\.resolved_at: resolved before/,
  ],
  [
    'an instant without its zone',
    { metric: 'resolution_time', cases: [{ opened_at: '2026-01-02 10:00', resolved_at: null }] },
    /^cases\[0\]\.opened_at: /,
  ],
  ['a negative duration', { metric: 'resolution_time', seconds: [1, -2] }, /^seconds\[1\]: /],
  ['more resolved than contacts', { metric: 'fcr', contacts: 1, resolved_first: 2 }, /^resolved_first: /],
  [
    'the net rule without its number',
    { metric: 'fcr', contacts: 2, resolved_first: 1, rule: 'net' },
    /^unresolvable_at_level1: missing/,
  ],
  [
    'a day with more converted than ended',
    { metric: 'trial_to_paid', days: [{ ended: 1, converted: 2 }] },
    /^days\[0\]\.converted: /,
  ],
  ['shares of two lengths', { metric: 'proportions', x: [1, 2], n: [3] }, /^n: /],
  ['a share over its n', { metric: 'proportions', x: [1, 5], n: [3, 4] }, /^x\[1\]: /],
  [
    'a weight of the newest value over 1',
    { metric: 'ewma', data: [1], target: 0, sigma: 1, lambda: 1.2 },
    /^lambda: /,
  ],
  ['no spread', { metric: 'ewma', data: [1], target: 0, sigma: 0, lambda: 0.2 }, /^sigma: /],
  [
    'a figure too large to write',
    { metric: 'lognormal_mean', mean_log: 1000, variance_log: 1, n: 9 },
    /^value: /,
  ],
];

describe('a line that cannot be names its field', () => {
  it.each(FAULTS)('%s', (_, line, names) => {
    const answer = calculate({ id: 7, ...line });
    expect(answer).toEqual({ id: 7, error: expect.stringMatching(names) });
  });
});

it('what is no object has no id either', () => {
  for (const line of [null, 3, 'nps', [1]]) expect(calculate(line)).toMatchObject({ id: null });
  expect(calculate({ id: { a: 1 }, metric: 'nps' })).toEqual({
    id: null,
    error: 'id: expected a string or a number',
  });
});

it('the metrics are those of the table, by name', () => {
  expect(Object.keys(LINES)).toEqual(
    (
      'nps nps_difference csat ces response_rate clv crr churn survival logrank aht resolution_time fcr ' +
      'referral_rate trial_to_paid proportion proportion_difference proportions ordinal_difference ' +
      'lognormal_mean p_chart ewma cusum'
    ).split(' '),
  );
});
