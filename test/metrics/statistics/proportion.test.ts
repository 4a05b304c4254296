import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProportionMethod } from '../../../src/metrics/statistics/proportion.ts';
import { PROPORTION_METHODS, proportionInterval } from '../../../src/metrics/statistics/proportion.ts';

const limits = (x: number, n: number, method: ProportionMethod, confidence = 0.95): [number, number] => {
  const interval = proportionInterval(x, n, method, confidence);
  return [interval?.low ?? Number.NaN, interval?.high ?? Number.NaN];
};
const rounded = (pair: readonly number[], digits = 4): number[] => pair.map((v) => Number(v.toFixed(digits)));

describe('published intervals of a share', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('Wilson: %i of %i, Newcombe (1998), Statistics in Medicine 17, 857–872, table I', (x, n, low, high) => {
    expect(rounded(limits(x, n, 'wilson'))).toEqual([low, high]);
  });

  it('Wilson: 37 of 43, the example of BinomCI in R’s DescTools', () => {
    expect(rounded(limits(37, 43, 'wilson'), 7)).toEqual([0.7273641, 0.9344428]);
  });

  it.each([
    [81, 263, 0.2527, 0.3676],
    [15, 148, 0.0578, 0.1617],
    [0, 20, 0, 0.1684],
    [1, 29, 0.0009, 0.1776],
  ])('Clopper–Pearson: %i of %i, Newcombe (1998), table I', (x, n, low, high) => {
    expect(rounded(limits(x, n, 'clopper_pearson'))).toEqual([low, high]);
  });

  it('Clopper–Pearson: 4 of 20 at 90 %, NIST e-Handbook 7.2.4.1', () => {
    const [low, high] = limits(4, 20, 'clopper_pearson', 0.9);
    expect(low).toBeCloseTo(0.071354, 6);
    expect(high).toBeCloseTo(0.401029, 5);
  });

  it.each([
    [81, 263, 0.2522, 0.3638],
    [15, 148, 0.0527, 0.15],
  ])('Wald: %i of %i, Newcombe (1998), table I', (x, n, low, high) => {
    expect(rounded(limits(x, n, 'wald'))).toEqual([low, high]);
  });

  it.each([
    [7, 12, 0.3188773, 0.8073737, 0.2766697, 0.8483478],
    [18, 65, 0.1822507, 0.3964915, 0.1731004, 0.4019012],
    [30, 66, 0.340216, 0.5738752, 0.3314394, 0.5818632],
  ])(
    'Agresti–Coull and Clopper–Pearson: %i of %i, as binom.confint of R’s binom prints them',
    (x, n, a, b, c, d) => {
      expect(rounded(limits(x, n, 'agresti_coull'), 7)).toEqual([a, b]);
      expect(rounded(limits(x, n, 'clopper_pearson'), 7)).toEqual([c, d]);
    },
  );

  it('Agresti–Coull and Wald: 10 of 20 at 90 %, BinomCI of R’s DescTools as the snapshots of R’s tern keep it', () => {
    expect(rounded(limits(10, 20, 'agresti_coull', 0.9), 7)).toEqual([0.3274038, 0.6725962]);
    expect(rounded(limits(10, 20, 'wald', 0.9), 7)).toEqual([0.3160998, 0.6839002]);
  });

  it('Agresti–Coull has the centre of Wilson and is never shorter (Brown, Cai and DasGupta 2001, section 3.1.2)', () => {
    for (const [x, n] of [[81, 263] as const, [15, 148] as const, [7, 20] as const]) {
      const [a, b] = [limits(x, n, 'agresti_coull'), limits(x, n, 'wilson')];
      expect(a[0] + a[1]).toBeCloseTo(b[0] + b[1], 12);
      expect(a[1] - a[0]).toBeGreaterThanOrEqual(b[1] - b[0]);
    }
  });
});

describe('definitions, derived another way', () => {
  it('Wilson ends where the score test just rejects: (p̂ − p)² = z²·p(1 − p)/n', () => {
    for (const p of limits(15, 148, 'wilson')) {
      const score = (15 / 148 - p) / Math.sqrt((p * (1 - p)) / 148);
      expect(Math.abs(score)).toBeCloseTo(1.959964, 6);
    }
  });

  it('Clopper–Pearson ends where a binomial tail, summed term by term, is 2.5 %', () => {
    const [x, n] = [7, 31];
    const [low, high] = limits(x, n, 'clopper_pearson');
    expect(binomialUpTo(n, low, n) - binomialUpTo(x - 1, low, n)).toBeCloseTo(0.025, 10);
    expect(binomialUpTo(x, high, n)).toBeCloseTo(0.025, 10);
  });

  it('Clopper–Pearson covers at least 95 % at n = 10 for every share, by exact enumeration; Wald does not', () => {
    const shares = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
    expect(Math.min(...shares.map((p) => coverage(10, p, 'clopper_pearson')))).toBeGreaterThanOrEqual(0.95);
    expect(Math.min(...shares.map((p) => coverage(10, p, 'wald')))).toBeLessThan(0.1);
  });
});

describe('every method', () => {
  const counts = fc
    .integer({ min: 1, max: 5000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  const method = fc.constantFrom(...PROPORTION_METHODS);

  it('holds the share itself and stays within 0 and 1', () => {
    fc.assert(
      fc.property(
        counts,
        method,
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        ([x, n], by, confidence) => {
          const [low, high] = limits(x, n, by, confidence);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(x / n + 1e-12);
          expect(high).toBeGreaterThanOrEqual(x / n - 1e-12);
        },
      ),
    );
  });

  it('is the mirror of itself for the opposite share', () => {
    fc.assert(
      fc.property(counts, method, ([x, n], by) => {
        const [low, high] = limits(x, n, by);
        const [mirroredLow, mirroredHigh] = limits(n - x, n, by);
        expect(low).toBeCloseTo(1 - mirroredHigh, 9);
        expect(high).toBeCloseTo(1 - mirroredLow, 9);
      }),
    );
  });

  it('is narrower with four times the answers, and wider with more confidence', () => {
    fc.assert(
      fc.property(counts, method, ([x, n], by) => {
        const width = ([low, high]: [number, number]): number => high - low;
        expect(width(limits(4 * x, 4 * n, by))).toBeLessThanOrEqual(width(limits(x, n, by)) + 1e-12);
        expect(width(limits(x, n, by, 0.99))).toBeGreaterThanOrEqual(width(limits(x, n, by, 0.9)) - 1e-12);
      }),
    );
  });

  it('has no interval without answers', () => {
    for (const by of PROPORTION_METHODS) expect(proportionInterval(0, 0, by)).toBeNull();
  });
});

function binomialTerms(n: number, p: number): number[] {
  const terms = [(1 - p) ** n];
  for (let k = 1; k <= n; k += 1) terms.push(((terms[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
  return terms;
}

const binomialUpTo = (x: number, p: number, n: number): number =>
  binomialTerms(n, p)
    .slice(0, x + 1)
    .reduce((sum, term) => sum + term, 0);

const coverage = (n: number, p: number, method: ProportionMethod): number =>
  binomialTerms(n, p).reduce((sum, term, x) => {
    const [low, high] = limits(x, n, method);
    return low <= p && p <= high ? sum + term : sum;
  }, 0);
