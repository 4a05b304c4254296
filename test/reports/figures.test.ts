import { describe, expect, it } from 'vitest';
import { metricReport } from '../../src/reports/metric-report.ts';
import { figureInWords, segmentTableInWords } from '../../src/reports/segment-table.ts';
import { surveySeries } from '../../src/reports/series.ts';

const CSAT = 'csat:1-5:high_is_good:4,5';
const cells = (group: Record<string, string | null>, scores: Record<number, number>) =>
  Object.entries(scores).map(([score, count]) => ({ group, instrument: CSAT, score: Number(score), count }));

describe('a report of a metric', () => {
  it('draws agents with few answers toward their team, and says that they are few', () => {
    const agent = (id: string, good: number, bad: number) =>
      cells({ team: 'a', agent: id }, { 5: good, 1: bad });
    const scores = [
      ...agent('new', 2, 0),
      ...agent('one', 90, 10),
      ...agent('two', 60, 40),
      ...agent('three', 70, 30),
      ...agent('four', 95, 5),
    ];
    const { groups } = metricReport('csat', scores, [], true);
    const of = (id: string) => groups.find(({ group }) => group.agent === id);
    expect(of('new')).toMatchObject({ value: 100, n: 2, notes: ['few_answers'] });
    const drawn = of('new')?.shrunk;
    expect(drawn?.value).toBeGreaterThan(drawn?.team ?? 100);
    expect(drawn?.value).toBeLessThan(90);
    expect(Math.abs((of('two')?.shrunk?.value ?? 0) - 60)).toBeLessThan(5);
    expect(of('two')?.notes).toEqual([]);
  });

  it('says where a single answer has an interval that leaves it out, or none', () => {
    const nps = [{ group: {}, instrument: 'nps:0-10:high_is_good', score: 10, count: 1 }];
    expect(metricReport('nps', nps, [], false).notes).toEqual(['few_answers', 'value_outside_interval']);
    const ces = [{ group: {}, instrument: 'ces:1-5:high_is_good', score: 4, count: 1 }];
    expect(metricReport('ces', ces, [], false).notes).toEqual(['few_answers', 'one_answer_no_interval']);
    expect(metricReport('ces', [], [], false).notes).toEqual([]);
  });
});

describe('a line over time', () => {
  const day = (text: string, good: number, bad: number) => ({
    day: new Date(`${text}T00:00:00Z`),
    scores: new Map([
      [5, good],
      [2, bad],
    ]),
  });
  const days = [day('2026-03-01', 10, 0), day('2026-03-02', 1, 1), day('2026-03-16', 0, 5)];

  it('adds days up before it makes a figure, and shows weeks without answers as such', () => {
    const weeks = surveySeries('csat', CSAT, days, 'week');
    expect(weeks.map(({ from, value, n }) => [from.toISOString().slice(0, 10), value, n])).toEqual([
      ['2026-02-23', 100, 10],
      ['2026-03-02', 50, 2],
      ['2026-03-09', null, 0],
      ['2026-03-16', 0, 5],
    ]);
    const [month] = surveySeries('csat', CSAT, days, 'month');
    expect(month).toMatchObject({
      n: 17,
      to: new Date('2026-04-01T00:00:00Z'),
      interval: { method: 'wilson' },
    });
    expect(month?.value).toBeCloseTo((100 * 11) / 17, 10);
    expect(surveySeries('csat', CSAT, days, 'day')).toHaveLength(16);
    expect(surveySeries('csat', CSAT, [], 'day')).toEqual([]);
  });
});

describe('a table of segments', () => {
  it('stands in even columns, with few answers in brackets and what is not there as a dash', () => {
    const interval = { low: 78.06, high: 85.31 };
    const table = segmentTableInWords({
      metrics: ['csat', 'churn'],
      all: { csat: { value: 82, n: 420, interval } },
      rows: [
        {
          segment: { 'segment.plan': 'pro' },
          metrics: { csat: { value: 82, n: 9, interval }, churn: { value: 4.04, n: 90, interval: null } },
        },
        { segment: { 'segment.plan': null }, metrics: {} },
      ],
    });
    expect(table).toBe(
      [
        '        csat                        churn',
        'all     82.0 (78.1 to 85.3), n 420  –',
        'pro     [82.0 (78.1 to 85.3), n 9]  4.0, n 90',
        '(none)  –                           –',
        '',
      ].join('\n'),
    );
    expect(figureInWords({ value: -12.34, n: null, interval: null })).toBe('-12.3');
  });
});
