import { describe, expect, it } from 'vitest';
import { calculate } from '../../src/metrics/index.ts';

/** One row a rule: the line, and what the figure must be. Each denominator and each trap of the definitions. */
const ROWS: readonly (readonly [rule: string, line: object, figure: object])[] = [
  [
    'NPS is over the answers from 0 to 10 only: −1, 11, 7.5, blanks and words are rejected, not detractors',
    { metric: 'nps', scores: [10, 9, 7, 0, -1, 11, 7.5, '', null, ' ', 'ten', '9.0', true, '9'] },
    { value: 40, n: 5, promoters: 3, passives: 1, detractors: 1, rejected: 9 },
  ],
  [
    'NPS counts that are keyed by no score (blanks coded as 11) are rejected',
    { metric: 'nps', counts: { 0: 1, 8: 1, 10: 2, 11: 7, '': 2 } },
    { value: 25, n: 4, rejected: 9 },
  ],
  [
    'NPS without answers is null, not 0',
    { metric: 'nps', scores: [null, 11] },
    { value: null, n: 0, rejected: 2, interval: null, standard_error: null },
  ],
  [
    'NPS of ready groups counts the passives',
    { metric: 'nps', promoters: 5, passives: 10, detractors: 5 },
    { value: 0, n: 20 },
  ],
  [
    'CSAT is the share of 4 and 5; DSAT is not 100 − CSAT',
    { metric: 'csat', counts: [1, 1, 2, 2, 4] },
    { value: 60, n: 10, good_count: 6, dsat: 20, mean: 3.7, rejected: 0 },
  ],
  [
    'CSAT on 1–7 counts the answers that the scale names as good',
    { metric: 'csat', scores: [1, 5, 6, 7, 8], scale: { min: 1, max: 7 }, good: [6, 7], bad: [1] },
    { value: 50, n: 4, dsat: 25, rejected: 1 },
  ],
  [
    'thumbs are a scale of two that names its own good answer, and no bad one unless said',
    { metric: 'csat', counts: [3, 7], scale: { min: 0, max: 1 }, good: [1] },
    { value: 70, n: 10, dsat: null },
  ],
  [
    'CSAT without answers is null',
    { metric: 'csat', counts: [0, 0, 0, 0, 0] },
    { value: null, mean: null, dsat: null, interval: null },
  ],
  [
    'CES is the sum of scores over the answers; agreement is easy when high',
    { metric: 'ces', scores: [5, 4, 3], scale: { min: 1, max: 5 }, orientation: 'high_is_good' },
    { value: 4, mean: 4, ease: 4, n: 3 },
  ],
  [
    'CES 1.0 asks for effort: the ease is turned, the mean is not',
    { metric: 'ces', scores: [5, 4, 3], scale: { min: 1, max: 5 }, orientation: 'low_is_good' },
    { value: 4, mean: 4, ease: 2 },
  ],
  [
    'CES 2.0 has an index: % of 6–7 less % of 1–3',
    { metric: 'ces', counts: [1, 0, 1, 2, 2, 3, 1], scale: { min: 1, max: 7 }, orientation: 'high_is_good' },
    { n: 10, index: 20 },
  ],
  [
    'CES without answers is null',
    { metric: 'ces', scores: [], scale: { min: 1, max: 7 } },
    { value: null, ease: null, index: null },
  ],
  [
    'response rate is answered over sent',
    { metric: 'response_rate', sent: 200, answered: 30 },
    { value: 15, n: 200 },
  ],
  [
    'response rate of nothing sent is null',
    { metric: 'response_rate', sent: 0, answered: 0 },
    { value: null, n: 0, interval: null },
  ],
  [
    'CLV by the year',
    { metric: 'clv', average_sale: 50, transactions_per_year: 4, retention_years: 3, margin: 0.25 },
    { value: 150, n: null },
  ],
  [
    'CLV by the month',
    { metric: 'clv', average_sale: 50, transactions_per_month: 2, retention_months: 6, margin: 0.5 },
    { value: 300 },
  ],
  [
    'CRR takes the new customers off',
    { metric: 'crr', start: 200, new: 20, end: 200 },
    { value: 90, n: 200 },
  ],
  ['CRR with a start of 0 is null', { metric: 'crr', start: 0, new: 5, end: 5 }, { value: null, n: 0 }],
  [
    'CRR with a start of 0 is null whoever is there at the end: that is no retention over 100 %',
    { metric: 'crr', start: 0, new: 2, end: 5 },
    { value: null, n: 0, interval: null },
  ],
  [
    'churn is lost over the start, and says that it is the raw share',
    { metric: 'churn', start: 400, lost: 10 },
    { value: 2.5, n: 400, kind: 'share_of_start' },
  ],
  ['churn with a start of 0 is null', { metric: 'churn', start: 0, lost: 0 }, { value: null }],
  [
    'churn with a start of 0 is null whoever came and was lost within the period',
    { metric: 'churn', start: 0, lost: 3 },
    { value: null, n: 0, interval: null },
  ],
  [
    'survival keeps the censored at risk until they are lost from sight',
    { metric: 'survival', times: [1, 2, 3, 4], events: [1, 0, 1, 0], at: [1, 3] },
    { value: 0.375, n: 4, events: 2, kind: 'kaplan_meier' },
  ],
  [
    'AHT is talk, hold and wrap over contacts',
    { metric: 'aht', contacts: 4, talk_seconds: 800, hold_seconds: 100, wrap_seconds: 300 },
    { value: 300, n: 4 },
  ],
  [
    'AHT without contacts is null',
    { metric: 'aht', contacts: 0, talk_seconds: 0, hold_seconds: 0, wrap_seconds: 0 },
    { value: null },
  ],
  [
    'resolution time is over resolved cases; open ones are shown',
    {
      metric: 'resolution_time',
      cases: [
        { opened_at: '2026-01-01T10:00:00Z', resolved_at: '2026-01-01T10:10:00Z' },
        { opened_at: '2026-01-01T10:00:00+03:00', resolved_at: '2026-01-01T07:30:00Z' },
        { opened_at: '2026-01-01T10:00:00Z', resolved_at: null },
      ],
    },
    { value: 1200, mean: 1200, median: 1200, p90: 1680, n: 2, unresolved: 1 },
  ],
  [
    'resolution time of no cases is null',
    { metric: 'resolution_time', seconds: [] },
    { value: null, median: null, p90: null, interval: null },
  ],
  [
    'FCR is gross over all contacts, net without those that level 1 could not have resolved',
    { metric: 'fcr', contacts: 100, resolved_first: 60, unresolvable_at_level1: 20 },
    { value: 60, gross: 60, net: 75, n: 100, rule: 'gross' },
  ],
  [
    'FCR by the net rule has the net number of contacts',
    { metric: 'fcr', contacts: 100, resolved_first: 60, unresolvable_at_level1: 20, rule: 'net' },
    { value: 75, n: 80, rule: 'net' },
  ],
  [
    'FCR by tickets: resolved without a customer reply after the first answer, over all tickets',
    {
      metric: 'fcr',
      tickets: [
        { resolved: true, customer_replies_after_first: 0 },
        { resolved: true, customer_replies_after_first: 2 },
        { resolved: false, customer_replies_after_first: 0 },
        { resolved: true, customer_replies_after_first: 0 },
      ],
    },
    { value: 50, n: 4, rule: 'ticket' },
  ],
  [
    'FCR leaves abandoned contacts out by setting, and shows how many',
    { metric: 'fcr', contacts: 100, resolved_first: 60, abandoned: 20, count_abandoned: false },
    { value: 75, n: 80, left_out: 20 },
  ],
  [
    'referral rate is referred over all purchases',
    { metric: 'referral_rate', referred: 30, purchases: 120 },
    { value: 25, n: 120 },
  ],
  [
    'trial to paid pools the days: 12 of 110, not the mean of 10 % and 20 %',
    {
      metric: 'trial_to_paid',
      days: [
        { ended: 100, converted: 10 },
        { ended: 10, converted: 2 },
      ],
    },
    { value: 1200 / 110, n: 110 },
  ],
  [
    'trial to paid of no trials that ended is null',
    { metric: 'trial_to_paid', ended: 0, converted: 0 },
    { value: null, n: 0 },
  ],
  ['a proportion is a share from 0 to 1', { metric: 'proportion', x: 1, n: 4 }, { value: 0.25, n: 4 }],
  ['a proportion of nothing is null', { metric: 'proportion', x: 0, n: 0 }, { value: null, interval: null }],
];

describe('denominators and traps', () => {
  it.each(ROWS)('%s', (_, line, figure) => {
    const answer = calculate({ id: 'row', ...line });
    expect(answer).toMatchObject({ id: 'row', ...rounded(figure) });
  });
});

/** Figures that are no short decimal are compared to 12 digits. */
const rounded = (figure: object): object =>
  Object.fromEntries(
    Object.entries(figure).map(([key, value]) => [
      key,
      typeof value === 'number' && !Number.isInteger(value) ? expect.closeTo(value, 10) : value,
    ]),
  );
