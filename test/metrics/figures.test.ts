import { describe, expect, it } from 'vitest';
import { firstContactResolution } from '../../src/metrics/first-contact.ts';
import type { FunnelRow, Mention, SupportContact } from '../../src/metrics/index.ts';
import {
  firstResponseTime,
  rankable,
  responseFunnel,
  responseRate,
  socialMonitoring,
  surveyFigure,
} from '../../src/metrics/index.ts';
import type { Scale } from '../../src/model/scale.ts';

const scale = (min: number, max: number, more: Partial<Scale> = {}): Scale => ({
  min,
  max,
  orientation: 'high_is_good',
  ...more,
});

describe('the figure of a survey metric', () => {
  it('is the same from a map and from an object keyed by score', () => {
    const counts = { 1: 2, 3: 1, 4: 3, 5: 4 };
    const map = new Map(Object.entries(counts).map(([score, count]) => [Number(score), count]));
    const figure = surveyFigure('csat', map, scale(1, 5));
    expect(surveyFigure('csat', counts, scale(1, 5))).toEqual(figure);
    expect(figure).toMatchObject({
      value: 70,
      n: 10,
      dsat: 20,
      good_count: 7,
      interval: { method: 'wilson' },
    });
  });

  it('counts the good answers of the scale that was asked', () => {
    const thumbs = surveyFigure('csat', { 0: 1, 1: 3 }, scale(0, 1, { good: [1], bad: [0] }));
    expect(thumbs).toMatchObject({ value: 75, dsat: 25 });
  });

  it('is the mean with a t interval for CES, and adjusted Wald for NPS', () => {
    expect(surveyFigure('ces', { 4: 1, 5: 1 }, scale(1, 5))).toMatchObject({
      value: 4.5,
      interval: { method: 't' },
    });
    expect(surveyFigure('nps', { 10: 2, 3: 1, 8: 1 }, scale(0, 10))).toMatchObject({
      value: 25,
      n: 4,
      interval: { method: 'adjusted_wald' },
    });
  });

  it('is null for every metric where nobody answered', () => {
    for (const metric of ['csat', 'ces', 'nps'] as const) {
      expect(surveyFigure(metric, {}, scale(1, 5))).toMatchObject({ value: null, n: 0, interval: null });
    }
  });
});

it('figures are ranked from 30 answers on', () => {
  expect([29, 30].map(rankable)).toEqual([false, true]);
});

it('the response rate is in percent, with its interval', () => {
  expect(responseRate(40, 10)).toMatchObject({ value: 25, n: 40, interval: { method: 'wilson' } });
});

it('the first response time has mean, median and p90', () => {
  expect(firstResponseTime([10, 20, 30])).toMatchObject({ value: 20, median: 20, p90: 28 });
});

describe('the response funnel', () => {
  const row = (
    count: number,
    ...states: [FunnelRow['states'][number]['state'], (string | null)?][]
  ): FunnelRow => ({
    states: states.map(([state, reason = null]) => ({ state, reason })),
    scored: states.some(([state]) => state === 'answered'),
    count,
  });

  it('counts every step over one selection, so that the answered are a part of the sent', () => {
    const funnel = responseFunnel([
      row(5, ['suppressed', 'cool_down']),
      row(2, ['suppressed', 'opted_out']),
      row(3, ['planned'], ['cancelled', 'reopened']),
      row(4, ['planned'], ['asking'], ['asked'], ['expired']),
      row(
        3,
        ['planned'],
        ['asking'],
        ['asked'],
        ['delivered'],
        ['answered', 'partial'],
        ['answered', 'complete'],
      ),
      row(1, ['planned'], ['asking'], ['answered', 'partial']),
    ]);
    expect(funnel).toMatchObject({
      eligible: 18,
      suppressed: { cool_down: 5, opted_out: 2 },
      planned: 11,
      cancelled: { reopened: 3 },
      sent: 8,
      delivered: 4,
      answered: { complete: 3, partial: 1 },
      scored: 4,
      response_rate: { value: 50, n: 8 },
    });
  });

  it('of nothing has no rate', () => expect(responseFunnel([]).response_rate.value).toBeNull());
});

describe('first contact resolution from the contacts themselves', () => {
  const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
  const contact = (
    person: string,
    from: number,
    to: number | null,
    more: Partial<SupportContact> = {},
  ): SupportContact => ({
    person,
    openedAt: day(from),
    resolvedAt: to === null ? null : day(to),
    reopenedAt: null,
    customerRepliesAfterFirst: 0,
    ...more,
  });
  const setting = { rule: 'gross', windowDays: 7, countAbandoned: true, countMisrouted: true } as const;

  it('is undone by a repeat of the same person within the window, not after it, nor by another person', () => {
    const contacts = [contact('a', 1, 2), contact('a', 8, 9), contact('a', 20, 21), contact('b', 3, 3)];
    expect(firstContactResolution(contacts, setting)).toMatchObject({ value: 75, n: 4 });
    expect(firstContactResolution(contacts, { ...setting, windowDays: 3 })).toMatchObject({ value: 100 });
  });

  it('is undone by a reopening within the window, and not there while the contact is open', () => {
    const contacts = [
      contact('a', 1, 2, { reopenedAt: day(4) }),
      contact('b', 1, 2, { reopenedAt: day(20) }),
      contact('c', 1, null),
    ];
    expect(firstContactResolution(contacts, setting).value).toBeCloseTo(100 / 3, 10);
  });

  it('leaves out by setting: abandoned, misrouted, and for the net rule what level 1 could not resolve', () => {
    const contacts = [
      contact('a', 1, 2),
      contact('b', 1, null, { abandoned: true }),
      contact('c', 1, null, { misrouted: true }),
      contact('d', 1, 5, { unresolvableAtLevel1: true }),
    ];
    expect(firstContactResolution(contacts, setting)).toMatchObject({ value: 50, n: 4, left_out: 0 });
    const strict = { ...setting, rule: 'net', countAbandoned: false, countMisrouted: false } as const;
    expect(firstContactResolution(contacts, strict)).toMatchObject({ value: 100, n: 1, left_out: 2 });
  });

  it('by the ticket rule needs that the customer did not write again', () => {
    const contacts = [contact('a', 1, 2, { customerRepliesAfterFirst: 1 }), contact('b', 1, 2)];
    expect(firstContactResolution(contacts, { ...setting, rule: 'ticket' })).toMatchObject({ value: 50 });
  });
});

it('social monitoring leaves reposts and repeats out before it counts', () => {
  const mention = (id: string, more: Partial<Mention> = {}): Mention => ({
    id,
    repostOf: null,
    negative: false,
    openedSupportCase: false,
    ...more,
  });
  const mentions = [
    mention('1', { negative: true }),
    mention('1', { negative: true }),
    mention('2', { repostOf: '1' }),
    mention('3', { openedSupportCase: true }),
  ];
  expect(socialMonitoring(mentions, 4000)).toEqual({
    value: 0.5,
    n: 2,
    mentions: { count: 2, per_1000_customers: 0.5 },
    negative: { count: 1, per_1000_customers: 0.25 },
    support_cases: { count: 1, per_1000_customers: 0.25 },
    reposts: 2,
  });
  expect(socialMonitoring([], 0).value).toBeNull();
});
