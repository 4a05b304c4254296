import { describe, expect, it } from 'vitest';
import { alarms, controlChart, sampleOfScores, type Watched } from '../../src/metrics/index.ts';

/** Numbers from 0 to below 1, the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Scores = ReadonlyMap<number, number>;
const CSAT = 'csat:1-5:high_is_good:4,5';

/** A day on which so many people answered, of whom a share was satisfied. */
function dayOf(random: () => number, n: number, share: number): Scores {
  const good = Array.from({ length: n }).filter(() => random() < share).length;
  return new Map([
    [5, good],
    [2, n - good],
  ]);
}

const merged = (days: readonly Scores[]): Scores => {
  const all = new Map<number, number>();
  for (const day of days) for (const [score, n] of day) all.set(score, (all.get(score) ?? 0) + n);
  return all;
};

const day = (i: number) => new Date(Date.UTC(2026, 0, 1 + i));

/** 56 days at one share, then 14 days that change to another from the given one on. */
function watched(random: () => number, n: number, usual: number, then = usual, since = 0): Watched<Scores> {
  return {
    baseline: Array.from({ length: 56 }, () => dayOf(random, n, usual)),
    days: Array.from({ length: 14 }, (_, i) => ({
      day: day(i),
      data: dayOf(random, n, i < since ? usual : then),
    })),
    sample: (days, options) => sampleOfScores('csat', CSAT, merged(days), options),
  };
}

describe('alarms', () => {
  it('are false in hardly any of 20 dashboards of 60 charts on which nothing ever moves', () => {
    const random = seeded(7);
    const dashboards = Array.from({ length: 20 }, () =>
      alarms(
        Array.from({ length: 60 }, () => watched(random, 6, 0.8)),
        { falseDiscoveryRate: 0.05 },
      ),
    );
    const withAlarm = dashboards.filter((found) => found.some((alarm) => alarm !== null)).length;
    // Nothing moved, so every alarm is false: no more than 5 % of the dashboards may have one (1 of 20, 4 with luck).
    expect(withAlarm).toBeLessThanOrEqual(4);
  });

  it('find what moved among a hundred charts, since which day, and hold the share of false ones', () => {
    const random = seeded(11);
    const charts = [
      ...Array.from({ length: 10 }, () => watched(random, 30, 0.8, 0.6, 6)),
      ...Array.from({ length: 90 }, () => watched(random, 30, 0.8)),
    ];
    const found = alarms(charts, { falseDiscoveryRate: 0.05 });
    const [moved, still] = [found.slice(0, 10), found.slice(10)];
    expect(moved.filter((alarm) => alarm !== null)).toHaveLength(10);
    expect(still.filter((alarm) => alarm !== null).length).toBeLessThanOrEqual(2);
    for (const alarm of moved) {
      expect(Math.abs((alarm?.since.getTime() ?? 0) - day(6).getTime())).toBeLessThanOrEqual(3 * 86_400_000);
      expect(alarm?.difference).toBeLessThan(-10);
      expect(alarm?.interval.high).toBeLessThan(0);
      expect(alarm?.p).toBeLessThan(0.01);
    }
  });

  it('are not raised where too few answered to say what is usual', () => {
    const random = seeded(3);
    const few = { ...watched(random, 20, 0.9, 0.1), baseline: [dayOf(random, 29, 0.9)] };
    expect(alarms([few], { falseDiscoveryRate: 0.05 })).toEqual([null]);
    expect(controlChart(few, { min: 0, max: 100 })).toBe(null);
  });
});

it('a chart of shares has the limits of a p-chart, by the n of each day', () => {
  const p = 0.16;
  const chart = controlChart<Scores>(
    {
      baseline: [
        new Map([
          [5, 160],
          [2, 840],
        ]),
      ],
      days: [
        {
          day: day(0),
          data: new Map([
            [5, 20],
            [2, 80],
          ]),
        },
        {
          day: day(1),
          data: new Map([
            [5, 10],
            [2, 15],
          ]),
        },
      ],
      sample: (days, options) => sampleOfScores('csat', CSAT, merged(days), options),
    },
    { min: 0, max: 100 },
  );
  expect(chart?.centre).toBeCloseTo(16, 10);
  chart?.points.forEach(({ n, lcl, ucl }) => {
    const half = 300 * Math.sqrt((p * (1 - p)) / n);
    expect(lcl).toBeCloseTo(Math.max(0, 16 - half), 10);
    expect(ucl).toBeCloseTo(16 + half, 10);
  });
  expect(chart?.points.map(({ out }) => out)).toEqual([false, true]);
});
