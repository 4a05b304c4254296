import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  chiSquareUpper,
  criticalT,
  criticalZ,
  normalQuantile,
  tQuantile,
  twoSidedT,
  twoSidedZ,
} from '../../../src/metrics/statistics/distributions.ts';

/** Equal to so many significant digits. */
const agrees = (actual: number, expected: number, digits: number): void =>
  expect(Math.abs(actual / expected - 1)).toBeLessThan(0.5 * 10 ** -digits);

describe('the normal distribution', () => {
  it.each([
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9995, 3.2905267314919255],
  ])('has the tabled quantile at %f', (p, z) => {
    agrees(normalQuantile(p), z, 13);
    agrees(normalQuantile(1 - p), -z, 12);
  });

  it('keeps the digits of a tiny p (Abramowitz and Stegun, table 26.2: Q(5), Q(10))', () => {
    agrees(twoSidedZ(5), 2 * 2.866515719e-7, 9);
    agrees(twoSidedZ(-10), 2 * 7.61985302416e-24, 11);
  });

  it('is certain of nothing at z = 0', () => expect(twoSidedZ(0)).toBe(1));

  it('gives the critical values that everybody knows', () => {
    expect(criticalZ(0.95)).toBeCloseTo(1.959964, 6);
    expect(criticalZ(0.99)).toBeCloseTo(2.575829, 6);
  });
});

describe("Student's t", () => {
  it.each([
    [1, 0.975, 12.7062],
    [2, 0.995, 9.9248],
    [5, 0.9995, 6.8688],
    [10, 0.975, 2.2281],
    [30, 0.975, 2.0423],
    [120, 0.995, 2.6174],
  ])('has the tabled quantile with %i degrees of freedom at %f', (df, p, t) => {
    expect(tQuantile(p, df)).toBeCloseTo(t, 4);
  });

  it('agrees with its closed forms far out: Cauchy for 1 degree of freedom, an algebraic form for 2', () => {
    for (const p of [0.4, 0.01, 1e-4, 1e-6]) {
      agrees(tQuantile(p, 1), -1 / Math.tan(Math.PI * p), 9);
      agrees(tQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 9);
    }
    agrees(twoSidedT(1000, 1), (2 / Math.PI) * Math.atan(1 / 1000), 11);
  });

  it('nears the normal with many degrees of freedom', () => {
    expect(criticalT(0.95, 1e6)).toBeCloseTo(1.959966, 6);
  });
});

describe('chi-square', () => {
  it.each([
    [3.841459, 1, 0.05],
    [6.634897, 1, 0.01],
    [18.307038, 10, 0.05],
    [59.703064, 30, 0.001],
  ])('leaves above %f with %i degrees of freedom the tabled share', (x, df, p) => {
    agrees(chiSquareUpper(x, df), p, 6);
  });

  it('is exp(−x/2) for 2 degrees of freedom, also where nearly nothing is left', () => {
    for (const x of [0.1, 1, 10, 100, 1000]) agrees(chiSquareUpper(x, 2), Math.exp(-x / 2), 12);
  });
});

describe('the beta quantile', () => {
  it('agrees with its closed forms: 1 − (1 − p)^(1/b) for a = 1, p^(1/a) for b = 1', () => {
    for (const p of [0.0005, 0.025, 0.5, 0.975]) {
      agrees(betaQuantile(p, 1, 250), -Math.expm1(Math.log1p(-p) / 250), 9);
      agrees(betaQuantile(p, 250, 1), p ** (1 / 250), 12);
    }
  });

  it('is turned by turning its arguments', () => {
    agrees(betaQuantile(0.025, 81, 183), 1 - betaQuantile(0.975, 183, 81), 10);
    agrees(betaQuantile(0.01, 1e5, 1e6), 1 - betaQuantile(0.99, 1e6, 1e5), 8);
  });
});
