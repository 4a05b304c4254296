import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brunnerMunzel } from '../../../src/metrics/statistics/brunner-munzel.ts';
import { midRanks } from '../../../src/metrics/statistics/ranks.ts';

describe('published Brunner–Munzel tests', () => {
  it('pain scores, R’s lawstat and brunnermunzel after Neubert and Brunner (2007)', () => {
    const y = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1];
    const n = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4];
    const test = brunnerMunzel(y, n);
    expect(test.statistic).toBeCloseTo(3.1375, 4);
    expect(test.df).toBeCloseTo(17.683, 3);
    expect(test.p).toBeCloseTo(0.005786, 6);
    expect(test.probability).toBeCloseTo(0.788961, 6);
    expect(test.interval?.low).toBeCloseTo(0.5952169, 7);
    expect(test.interval?.high).toBeCloseTo(0.9827052, 7);
  });

  it('depression scales of Hollander and Wolfe (1973), as brunnermunzel.test of R’s brunnermunzel prints them', () => {
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const test = brunnerMunzel(first, second);
    expect(test.statistic).toBeCloseTo(-1.4673, 4);
    expect(test.df).toBeCloseTo(15.147, 3);
    expect(test.p).toBeCloseTo(0.1628, 4);
    expect(test.probability).toBeCloseTo(0.2839506, 7);
    // Printed from −0.02962941; a probability is held within 0 and 1.
    expect(test.interval?.low).toBe(0);
    expect(test.interval?.high).toBeCloseTo(0.59753064, 8);
  });

  it('two sets of scores on 1–5, scipy.stats.brunnermunzel (SciPy 1.17)', () => {
    const first = brunnerMunzel([4, 3, 5, 2, 4, 4, 5, 3, 1, 5], [2, 3, 1, 4, 2, 2, 3, 5, 1, 2, 3, 3]);
    expect(first.statistic).toBeCloseTo(-1.9541682322866447, 10);
    expect(first.p).toBeCloseTo(0.06768117084219905, 10);
    const second = brunnerMunzel([5, 5, 4, 3], [1, 2, 3, 4, 4, 5, 5, 5, 5]);
    expect(second.statistic).toBeCloseTo(-0.41630544712181333, 10);
    expect(second.p).toBeCloseTo(0.688484730727, 9);
  });
});

const scores = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 40 });

it('estimates P(X < Y) + ½·P(X = Y), as counting every pair does', () => {
  fc.assert(
    fc.property(scores, scores, (x, y) => {
      const pairs = x.flatMap((a) => y.map((b): number => (a < b ? 1 : a === b ? 0.5 : 0)));
      const counted = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
      expect(brunnerMunzel(x, y).probability).toBeCloseTo(counted, 10);
    }),
  );
});

it('depends on the order of the scores only, and turns its sign with the groups', () => {
  fc.assert(
    fc.property(scores, scores, (x, y) => {
      const plain = brunnerMunzel(x, y);
      const cubed = brunnerMunzel(
        x.map((v) => v ** 3),
        y.map((v) => v ** 3),
      );
      const turned = brunnerMunzel(y, x);
      expect(cubed).toEqual(plain);
      if (plain.statistic === null) expect(turned.statistic).toBeNull();
      else expect(turned.statistic).toBeCloseTo(-plain.statistic, 8);
    }),
  );
});

it('has no test where groups do not overlap or hold fewer than two answers, and no figure for an empty one', () => {
  expect(brunnerMunzel([1, 1], [5, 5])).toMatchObject({ statistic: null, p: null, probability: 1 });
  expect(brunnerMunzel([3], [1, 5])).toMatchObject({ statistic: null, probability: 0.5 });
  expect(brunnerMunzel([], [1, 5])).toMatchObject({ statistic: null, probability: null, interval: null });
});

it('ranks ties by the mean of their ranks', () => {
  expect(midRanks([5, 1, 5, 3])).toEqual([3.5, 1, 3.5, 2]);
});
