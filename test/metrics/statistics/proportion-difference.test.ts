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

describe('Agresti–Caffo and Wald in other programs', () => {
  it('7/34 − 1/34, wald2ci of R’s PropCIs: 0.01161167 to 0.32172166, and 0.02916942 to 0.32377176 by Wald', () => {
    const shares = { x1: 7, n1: 34, x2: 1, n2: 34 };
    const [adjusted, wald] = (['agresti_caffo', 'wald'] as const).map((method) =>
      differenceInterval(shares, method),
    );
    expect(adjusted?.low).toBeCloseTo(0.01161167, 7);
    expect(adjusted?.high).toBeCloseTo(0.32172166, 7);
    expect(wald?.low).toBeCloseTo(0.02916942, 7);
    expect(wald?.high).toBeCloseTo(0.32377176, 7);
  });

  it('45/150 − 15/150, Stata’s rdci: 0.110 to 0.285 by Agresti–Caffo, 0.111 to 0.287 by Newcombe', () => {
    const shares = { x1: 45, n1: 150, x2: 15, n2: 150 };
    const printed = (method: 'agresti_caffo' | 'newcombe') => {
      const interval = differenceInterval(shares, method);
      return [interval?.low.toFixed(3), interval?.high.toFixed(3)];
    };
    expect(printed('agresti_caffo')).toEqual(['0.110', '0.285']);
    expect(printed('newcombe')).toEqual(['0.111', '0.287']);
  });
});

describe('two shares in other books and programs', () => {
  /** Heart attacks in the Physicians’ Health Study: 189 of 11,034 with placebo, 104 of 11,037 with aspirin. */
  const aspirin = { x1: 189, n1: 11_034, x2: 104, n2: 11_037 };

  it('aspirin, Agresti’s Categorical Data Analysis: Wald 0.004687751 to 0.010724297 by R’s prop.test, uncorrected', () => {
    const interval = differenceInterval(aspirin, 'wald');
    expect(interval?.low).toBeCloseTo(0.004687751, 9);
    expect(interval?.high).toBeCloseTo(0.010724297, 9);
  });

  it('aspirin, R’s prop.test, uncorrected: X-squared 25.014 and p = 5.692e-07 are z² and p of the pooled z', () => {
    const test = pooledZ(aspirin);
    expect((test?.z ?? 0) ** 2).toBeCloseTo(25.014, 3);
    expect(test?.p).toBeCloseTo(5.692e-7, 10);
  });

  it('5/83 and 12/99, proportions_ztest in the documentation of statsmodels: p = 0.159', () => {
    expect(pooledZ({ x1: 5, n1: 83, x2: 12, n2: 99 })?.p.toFixed(3)).toBe('0.159');
  });
});

/** Chance that the interval of two groups of n holds the true difference, over every possible outcome. */
function coverage(n: number, p1: number, p2: number, method: 'agresti_caffo' | 'wald'): number {
  const chances = (p: number): number[] => {
    const odds = [(1 - p) ** n];
    for (let x = 1; x <= n; x += 1) odds.push((((odds[x - 1] ?? 0) * (n - x + 1)) / x) * (p / (1 - p)));
    return odds;
  };
  const second = chances(p2);
  return chances(p1).reduce((sum, first, x1) => {
    const held = second.reduce((inner, chance, x2) => {
      const interval = differenceInterval({ x1, n1: n, x2, n2: n }, method);
      const holds = interval !== null && interval.low <= p1 - p2 && p1 - p2 <= interval.high;
      return holds ? inner + chance : inner;
    }, 0);
    return sum + first * held;
  }, 0);
}

it.each([
  [10, 0.9, 0.7, 0.9683, 0.9393],
  [10, 0.95, 0.8, 0.9864, 0.8696],
  [30, 0.1, 0.05, 0.9833, 0.9298],
])(
  '%i a group, %f against %f: Agresti–Caffo covers %f, Wald %f, by exact enumeration',
  (n, p1, p2, caffo, wald) => {
    expect(coverage(n, p1, p2, 'agresti_caffo')).toBeCloseTo(caffo, 4);
    expect(coverage(n, p1, p2, 'wald')).toBeCloseTo(wald, 4);
  },
);

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

  it('gender by party, Agresti (2007), page 39, the example of R’s chisq.test: 30.07 on 2, p = 2.954e-07', () => {
    const women = [762, 327, 468];
    const men = [484, 239, 477];
    const test = equalShares(women.map((x, i) => ({ x, n: x + (men[i] ?? 0) })));
    expect(test.chi2).toBeCloseTo(30.07, 2);
    expect(test.df).toBe(2);
    expect(test.p).toBeCloseTo(2.954e-7, 10);
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
