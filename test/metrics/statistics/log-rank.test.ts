import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRank } from '../../../src/metrics/statistics/log-rank.ts';

import { maintained, mercaptopurine, placebo, subjects, unmaintained } from './published-survival.ts';

describe('published log-rank tests', () => {
  it('6-MP against placebo, R’s survdiff: 16.79 on 1, with 9 and 21 events against 19.25 and 10.75', () => {
    const test = logRank([mercaptopurine, placebo]);
    expect(test.chi2).toBeCloseTo(16.79, 2);
    expect(test.df).toBe(1);
    expect(test.p).toBeCloseTo(4.17e-5, 7);
    expect(test.observed).toEqual([9, 21]);
    expect(test.expected.map((e) => e.toFixed(2))).toEqual(['19.25', '10.75']);
  });

  it('gliomas, Bland and Altman (2004), BMJ 328, 1073: 7.4966 on 1, p = 0.0062, 14 and 28 against 22.48 and 19.52 (NAG)', () => {
    const astrocytoma = subjects(
      [6, 13, 21, 30, 37, 38, 49, 50, 63, 79, 86, 98, 202, 219, 31, 47, 80, 82, 82, 149],
      [14, 15, 16, 17, 18, 19],
    );
    const glioblastoma = subjects(
      [
        10, 10, 12, 13, 14, 15, 16, 17, 18, 20, 24, 24, 25, 28, 30, 33, 35, 37, 40, 40, 46, 48, 76, 81, 82,
        91, 112, 181, 34, 40, 70,
      ],
      [28, 29, 30],
    );
    const test = logRank([astrocytoma, glioblastoma]);
    expect(test.chi2).toBeCloseTo(7.4966, 4);
    expect(test.p).toBeCloseTo(0.0062, 4);
    expect(test.observed).toEqual([14, 28]);
    expect(test.expected.map((e) => e.toFixed(2))).toEqual(['22.48', '19.52']);
  });

  it('aml, with a third group that was censored before anybody died, R’s survival tests: the same test on 1', () => {
    const early = subjects([1, 2, 2, 3, 3, 3, 4], [0, 1, 2, 3, 4, 5, 6]);
    const [two, three] = [logRank([maintained, unmaintained]), logRank([maintained, early, unmaintained])];
    expect(three.df).toBe(1);
    expect(three.chi2).toBeCloseTo(two.chi2 ?? 0, 12);
  });

  it('four groups, as the tests of scikit-survival keep them: 5.25844160740909 on 3, p = 0.153821897350625', () => {
    const group = (died: number[], left: number[]) =>
      subjects(
        [...died, ...left],
        left.map((_, i) => died.length + i),
      );
    const test = logRank([
      group([68, 67, 86, 18, 88, 53, 9], [72, 21, 65, 35, 72, 36, 12]),
      group([53, 22, 55], []),
      group([94, 69, 95, 78, 3, 53, 13, 56, 8], [53, 58, 24, 41, 89, 8, 64, 7]),
      group([43, 3, 94], [95, 54, 52]),
    ]);
    expect(test.chi2).toBeCloseTo(5.25844160740909, 10);
    expect(test.df).toBe(3);
    expect(test.p).toBeCloseTo(0.153821897350625, 10);
  });

  it('aml, R’s survdiff: 3.4 on 1, p = 0.0653, with 7 and 11 events against 10.69 and 7.31', () => {
    const test = logRank([maintained, unmaintained]);
    expect(test.chi2).toBeCloseTo(3.4, 1);
    expect(test.p).toBeCloseTo(0.0653, 4);
    expect(test.expected.map((e) => e.toFixed(2))).toEqual(['10.69', '7.31']);
  });
});

const watched = fc.array(fc.record({ time: fc.integer({ min: 0, max: 20 }), event: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

it('the log-rank test does not depend on the order of the groups', () => {
  fc.assert(
    fc.property(watched, watched, watched, (a, b, c) => {
      const [one, other] = [logRank([a, b, c]), logRank([c, a, b])];
      if (one.chi2 === null) expect(other.chi2).toBeNull();
      else expect(other.chi2).toBeCloseTo(one.chi2, 6);
      expect(one.observed.reduce((x, y) => x + y)).toBeCloseTo(
        one.expected.reduce((x, y) => x + y),
        8,
      );
    }),
  );
});

it('there is no log-rank statistic without events', () => {
  expect(logRank([subjects([1, 2], [0, 1]), subjects([3], [0])])).toMatchObject({ chi2: null, p: null });
});
