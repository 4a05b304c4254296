import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { client, openWorld, startIn, type World } from '../support/running.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-05T12:00:00Z');

let world: World;
let running: Afterword;
let api: ReturnType<typeof client>;
let id = 0;
const facts = async (list: object[]) => {
  for (let i = 0; i < list.length; i += 900) {
    const { status } = await api.post('/v1/facts', { facts: list.slice(i, i + 900) });
    expect(status).toBe(200);
  }
};

/** Answers of one team on one day, by score. */
const answers = (
  day: number,
  team: string,
  channel: string,
  scores: Record<number, number>,
  more: object = {},
) =>
  Object.entries(scores).flatMap(([score, count]) =>
    Array.from({ length: count }, () => ({
      kind: 'answer',
      id: `i-${++id}`,
      at: new Date(START + day * DAY).toISOString(),
      metric: 'csat',
      score: Number(score),
      team,
      channel,
      ...more,
    })),
  );

beforeAll(async () => {
  world = await openWorld('postgresql', '1h');
  running = await startIn(world);
  api = client(running.url ?? '');
  const days = Array.from({ length: 70 }, (_, day) => day);
  await facts(
    days.flatMap((day) => [
      ...answers(day, 'steady', 'telegram', { 5: 4, 2: 1 }),
      ...answers(day, 'sinking', 'telegram', day < 62 ? { 5: 4, 2: 1 } : { 5: 1, 2: 4 }),
    ]),
  );
});
afterAll(async () => {
  await running?.stop();
  await world?.dispose();
});

const get = async (path: string) => (await api.get(path)).body;

describe('GET /v1/alarms', () => {
  it('tells what moved, since when and how sure, with its chart, and nothing of what stood still', async () => {
    const report = await get('/v1/alarms?to=2026-03-16');
    expect(report).toMatchObject({ from: '2026-03-02T00:00:00.000Z', false_discovery_rate: 0.05 });
    const sinking = report.alarms.find((one: { group: { team?: string } }) => one.group.team === 'sinking');
    expect(sinking).toMatchObject({
      metric: 'csat',
      direction: 'worse',
      before: 80,
      since: '2026-03-08T00:00:00.000Z',
    });
    expect(sinking.after).toBe(20);
    expect(sinking.confidence).toBeGreaterThan(0.99);
    expect(sinking.interval).toMatchObject({ of: 'difference', method: 'welch' });
    expect(sinking.chart.points).toHaveLength(14);
    expect(report.alarms.some((one: { group: { team?: string } }) => one.group.team === 'steady')).toBe(
      false,
    );
    expect(report.watched).toBeGreaterThanOrEqual(4);
  });
});

describe('GET /v1/metrics/csat?compare=previous', () => {
  it('says by how much and how surely it changed, and what the mix of channels explains', async () => {
    const { value, change } = await get(
      '/v1/metrics/csat?from=2026-03-09&to=2026-03-16&filter[team]=sinking&compare=previous',
    );
    expect(value).toBe(20);
    expect(change).toMatchObject({
      before: (100 * 25) / 35,
      n_before: 35,
      test: 'pooled_z',
      mix: { mix: 0 },
    });
    expect(change.p).toBeLessThan(0.001);
    expect(change.interval.high).toBeLessThan(0);
  });
});

describe('GET /v1/segments', () => {
  beforeAll(async () => {
    const people = Array.from({ length: 40 }, (_, i) => i);
    const plan = (i: number) => (i % 2 === 0 ? 'pro' : 'free');
    await facts([
      ...people.map((i) => ({
        kind: 'customer',
        id: `s-${i}`,
        since: '2025-01-01T00:00:00Z',
        ...(i < 15 ? { until: '2026-05-01T00:00:00Z' } : {}),
        attributes: { plan: plan(i) },
      })),
      ...people.flatMap((i) =>
        answers(
          100,
          'steady',
          'kiosk',
          { [i < 20 ? 2 : 5]: 1 },
          { customer: `s-${i}`, segment: { plan: plan(i) } },
        ),
      ),
    ]);
  });

  it('has survey and business metrics side by side for each segment', async () => {
    const table = await get('/v1/segments?by=segment.plan&metrics=csat,churn&from=2026-04-01&to=2026-06-01');
    expect(table.rows.map((row: { segment: object }) => row.segment)).toEqual([
      { 'segment.plan': 'free' },
      { 'segment.plan': 'pro' },
    ]);
    expect(table.rows[0].metrics).toMatchObject({ csat: { value: 50, n: 20 }, churn: { value: 35, n: 20 } });
    expect(table.rows[1].metrics).toMatchObject({ csat: { value: 50, n: 20 }, churn: { value: 40, n: 20 } });
    expect(table.all.churn).toMatchObject({ value: 37.5, n: 40 });
  });

  it('tells how answers and leaving go together among the people who can be matched, and claims no cause', async () => {
    const { correlations } = await get('/v1/segments?metrics=csat&from=2026-04-01&to=2026-06-01');
    const churn = correlations.find((one: { with: string }) => one.with === 'churn');
    expect(churn).toMatchObject({
      of: 'csat',
      n: 40,
      method: 'spearman',
      interval: { method: 'bonett_wright' },
    });
    expect(churn.value).toBeCloseTo(-0.7745966692, 8);
    expect(churn.interval.high).toBeLessThan(0);
    expect(churn.note).toContain('not that one is the cause');
  });

  it('asked for a part of them, tells how it is in that part, each metric once', async () => {
    const of = async (filter: string) => {
      const { correlations } = await get(
        `/v1/segments?metrics=csat,csat&from=2026-04-01&to=2026-06-01&${filter}`,
      );
      return correlations.map((one: { with: string; n: number }) => [one.with, one.n]);
    };
    expect(await of('filter[segment.plan]=pro')).toEqual([
      ['churn', 20],
      ['spending', 20],
    ]);
    expect(await of('filter[channel]=kiosk&filter[team]=')).toEqual([]);
  });

  it('who had left before they answered says nothing about answers and leaving', async () => {
    const until = [null, '2026-05-16T00:00:00Z', '2026-05-18T00:00:00Z', '2026-05-12T00:00:00Z', null];
    await facts([
      ...until.map((end, i) => ({
        kind: 'customer',
        id: `l-${i}`,
        since: '2025-01-01T00:00:00Z',
        ...(end === null ? {} : { until: end }),
      })),
      ...until.flatMap((_, i) => answers(130, 'steady', 'paper', { [1 + i]: 1 }, { customer: `l-${i}` })),
    ]);
    const { correlations } = await get('/v1/segments?metrics=csat&from=2026-05-10&to=2026-05-20');
    expect(correlations.map((one: { with: string; n: number }) => [one.with, one.n])).toEqual([
      ['churn', 4],
      ['spending', 5],
    ]);
  });

  it('a column holds figures of one instrument: others are not set beside them as if they were the same', async () => {
    const scale = { min: 1, max: 7, good: [6, 7], orientation: 'high_is_good' };
    await facts([
      ...answers(150, 'five', 'paper', { 5: 3, 1: 1 }),
      ...answers(150, 'both', 'paper', { 4: 1 }),
      ...answers(150, 'both', 'paper', { 5: 2 }, { scale }),
      ...answers(150, 'seven', 'paper', { 7: 1 }, { scale }),
    ]);
    const { all, rows } = await get('/v1/segments?by=team&metrics=csat&from=2026-06-01&to=2026-06-10');
    const instrument = 'csat:1-5:high_is_good:4,5';
    expect(all.csat).toMatchObject({ value: 80, n: 5, instrument });
    expect(rows.map((row: { segment: object; metrics: object }) => [row.segment, row.metrics])).toEqual([
      [{ team: 'both' }, { csat: expect.objectContaining({ value: 100, n: 1, instrument }) }],
      [{ team: 'five' }, { csat: expect.objectContaining({ value: 75, n: 4, instrument }) }],
      [{ team: 'seven' }, { csat: { value: null, n: 0, interval: null, instrument } }],
    ]);
  });
});
