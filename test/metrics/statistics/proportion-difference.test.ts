import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalShares } from '../../../src/metrics/statistics/chi-square.ts';
import {
  DIFFERENCE_METHODS,
  differenceInterval,
  pooledZ,
} from '../../../src/metrics/statistics/proportion-difference.ts';

describe('Newcombe, method 10: Newcombe (1998), Statistics in Medicine 17, 873–890, table II', () => {
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i/%i − %i/%i', (x1, n1, x2, n2, low, high) => {
    const interval = differenceInterval({ x1, n1, x2, n2 });
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });
});

it('Agresti–Caffo adds one success and one failure to each group, and is then the Wald interval', () => {
  const [p1, p2] = [57 / 72, 49 / 82];
  const half = 1.959963984540054 * Math.sqrt((p1 * (1 - p1)) / 72 + (p2 * (1 - p2)) / 82);
  const interval = differenceInterval({ x1: 56, n1: 70, x2: 48, n2: 80 }, 'agresti_caffo');
  expect(interval?.low).toBeCloseTo(p1 - p2 - half, 12);
  expect(interval?.high).toBeCloseTo(p1 - p2 + half, 12);
});

it('has neither interval nor test for an empty group, and no test where all or nothing is good', () => {
  expect(differenceInterval({ x1: 0, n1: 0, x2: 1, n2: 2 })).toBeNull();
  expect(pooledZ({ x1: 0, n1: 0, x2: 1, n2: 2 })).toBeNull();
  expect(pooledZ({ x1: 0, n1: 5, x2: 0, n2: 5 })).toBeNull();
  expect(pooledZ({ x1: 5, n1: 5, x2: 5, n2: 5 })).toBeNull();
});

const pair = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 })).chain(([n1, n2]) =>
  fc.record({
    x1: fc.integer({ min: 0, max: n1 }),
    n1: fc.constant(n1),
    x2: fc.integer({ min: 0, max: n2 }),
    n2: fc.constant(n2),
  }),
);

it('stays within −1 and 1 and turns its sign when the groups are exchanged', () => {
  fc.assert(
    fc.property(pair, fc.constantFrom(...DIFFERENCE_METHODS), (shares, method) => {
      const interval = differenceInterval(shares, method);
      const { x1, n1, x2, n2 } = shares;
      const turned = differenceInterval({ x1: x2, n1: n2, x2: x1, n2: n1 }, method);
      expect(interval?.low).toBeGreaterThanOrEqual(-1);
      expect(interval?.high).toBeLessThanOrEqual(1);
      expect(interval?.low).toBeCloseTo(-(turned?.high ?? 0), 10);
    }),
  );
});

describe('the chi-square of several shares', () => {
  it('83/86, 90/93, 129/136, 70/82: R’s prop.test example after Fleiss (1981): 12.600 on 3, p = 0.005585', () => {
    const test = equalShares([
      { x: 83, n: 86 },
      { x: 90, n: 93 },
      { x: 129, n: 136 },
      { x: 70, n: 82 },
    ]);
    expect(test.chi2).toBeCloseTo(12.6, 3);
    expect(test.df).toBe(3);
    expect(test.p).toBeCloseTo(0.005585, 6);
  });

  it('is the square of the pooled z for two groups', () => {
    fc.assert(
      fc.property(pair, (shares) => {
        const { x1, n1, x2, n2 } = shares;
        const z = pooledZ(shares);
        const test = equalShares([
          { x: x1, n: n1 },
          { x: x2, n: n2 },
        ]);
        if (z === null) expect(test.chi2).toBeNull();
        else {
          expect(test.chi2).toBeCloseTo(z.z ** 2, 8);
          expect(test.p).toBeCloseTo(z.p, 8);
        }
      }),
    );
  });

  it('leaves empty groups out and does not exist for all or nothing', () => {
    expect(
      equalShares([
        { x: 0, n: 0 },
        { x: 1, n: 2 },
      ]),
    ).toEqual({ chi2: null, df: 0, p: null });
    expect(
      equalShares([
        { x: 2, n: 2 },
        { x: 3, n: 3 },
      ]).chi2,
    ).toBeNull();
  });
});
