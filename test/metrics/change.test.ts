import { describe, expect, it } from 'vitest';
import { changeOfScores } from '../../src/metrics/change.ts';
import { spearman } from '../../src/metrics/statistics/spearman.ts';
import { welch } from '../../src/metrics/statistics/welch.ts';

const period = (channels: Record<string, [good: number, bad: number]>) => {
  const byChannel = new Map(
    Object.entries(channels).map(([channel, [good, bad]]) => [
      channel,
      new Map([
        [5, good],
        [1, bad],
      ]),
    ]),
  );
  const sum = (i: 0 | 1) => Object.values(channels).reduce((all, counts) => all + counts[i], 0);
  return {
    byChannel,
    scores: new Map([
      [5, sum(0)],
      [1, sum(1)],
    ]),
  };
};
const CSAT = 'csat:1-5:high_is_good:4,5';

describe('a change from one period to the next', () => {
  it('that is all mix is named as mix: no channel moved, only their shares', () => {
    const before = period({ chat: [720, 80], email: [120, 80] });
    const after = period({ chat: [180, 20], email: [480, 320] });
    const change = changeOfScores('csat', CSAT, before, after);
    expect(change).toMatchObject({ before: 84, n_before: 1000, test: 'pooled_z' });
    expect(change.difference).toBeCloseTo(-18, 10);
    expect(change.mix?.mix).toBeCloseTo(-18, 10);
    expect(change.mix?.within).toBeCloseTo(0, 10);
    expect(change.p).toBeLessThan(1e-6);
  });

  it('of shares is tested as two proportions, Newcombe (1998), table II, example (a): 56/70 and 48/80', () => {
    const change = changeOfScores('csat', CSAT, period({ a: [48, 32] }), period({ a: [56, 14] }));
    expect(change.difference).toBeCloseTo(20, 10);
    expect(change.interval?.low).toBeCloseTo(5.24, 2);
    expect(change.interval?.high).toBeCloseTo(33.39, 2);
  });

  it('without answers on a side is none', () => {
    const none = { scores: new Map<number, number>(), byChannel: new Map() };
    expect(changeOfScores('nps', 'nps:0-10:high_is_good', none, period({ a: [1, 1] }))).toMatchObject({
      before: null,
      difference: null,
      p: null,
    });
  });
});

describe('Welch’s t', () => {
  it('R’s sleep data, t.test(extra ~ group): t = -1.8608, df = 17.776, p = 0.07939', () => {
    const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const of = (values: number[]) => {
      const mean = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
      return { n: values.length, mean, variance };
    };
    const test = welch(of(two), of(one));
    expect(test?.t).toBeCloseTo(-1.8608, 4);
    expect(test?.df).toBeCloseTo(17.776, 3);
    expect(test?.p).toBeCloseTo(0.07939, 5);
    expect(test?.interval.low).toBeCloseTo(-3.3654832, 6);
    expect(test?.interval.high).toBeCloseTo(0.2054832, 6);
  });

  it('R’s mtcars, t.test(mpg ~ am): t = -3.7671, df = 18.332, p = 0.001374', () => {
    const manual = { n: 13, mean: 24.39231, variance: 6.166504 ** 2 };
    const automatic = { n: 19, mean: 17.14737, variance: 3.833966 ** 2 };
    const test = welch(manual, automatic);
    expect(test?.t).toBeCloseTo(-3.7671, 3);
    expect(test?.df).toBeCloseTo(18.332, 2);
    expect(test?.p).toBeCloseTo(0.001374, 5);
  });
});

describe('rank correlation', () => {
  it('intelligence and hours of television, a worked example of textbooks: ρ = −29/165', () => {
    const iq = [106, 86, 100, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 0, 27, 50, 28, 29, 20, 12, 6, 17];
    const { value, p, n } = spearman(iq, hours);
    expect(value).toBeCloseTo(-29 / 165, 12);
    expect(p).toBeCloseTo(0.6271883, 6);
    expect(n).toBe(10);
  });

  it('with ties, scipy.stats.spearmanr([1,2,3,4,5], [5,6,7,8,7]): 0.8207826816681233, p = 0.08858700531354381', () => {
    const { value, p } = spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]);
    expect(value).toBeCloseTo(0.8207826816681233, 12);
    expect(p).toBeCloseTo(0.08858700531354381, 10);
  });

  it('has no value where a side does not vary', () => {
    expect(spearman([1, 2, 3], [1, 1, 1])).toEqual({ value: null, n: 3, p: null, interval: null });
    expect(spearman([1, 2], [2, 1]).value).toBe(null);
  });
});
