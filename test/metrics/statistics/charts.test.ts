import { describe, expect, it } from 'vitest';
import { cusum } from '../../../src/metrics/statistics/cusum.ts';
import { ewma, ewmaHalfWidth } from '../../../src/metrics/statistics/ewma.ts';
import { adjustForMany } from '../../../src/metrics/statistics/false-discovery.ts';
import { pChartLimits } from '../../../src/metrics/statistics/p-chart.ts';

/** Montgomery, Introduction to Statistical Quality Control, table 9.1: 20 values at mean 10, then 10 at mean 11. */
const montgomery = [
  9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62,
  10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
];

describe('the p chart', () => {
  it.each([
    [0.2313, 0.0524, 0.4102],
    [0.215, 0.0407, 0.3893],
  ])('p̄ = %f, n = 50: orange juice cans, Montgomery, example 7.1', (pBar, lcl, ucl) => {
    const limits = pChartLimits(pBar, 50);
    expect(limits?.lcl).toBeCloseTo(lcl, 4);
    expect(limits?.ucl).toBeCloseTo(ucl, 4);
  });

  it('p̄ = 234/2450, n by day: purchase orders of Montgomery, as PControlLimits of Maple prints them', () => {
    const limits = [100, 80, 110].map((n) => pChartLimits(234 / 2450, n));
    expect(limits[0]?.lcl).toBeCloseTo(0.007334694, 8);
    expect(limits[0]?.ucl).toBeCloseTo(0.1836857, 7);
    expect(limits[1]?.lcl).toBe(0);
    expect(limits[1]?.ucl).toBeCloseTo(0.1940934, 7);
    expect(limits[2]?.lcl).toBeCloseTo(0.01143815, 8);
  });

  it('never has a limit below 0 or above 1, and none without answers', () => {
    expect(pChartLimits(0.01, 10)?.lcl).toBe(0);
    expect(pChartLimits(0.99, 10)?.ucl).toBe(1);
    expect(pChartLimits(0.5, 0)).toBeNull();
  });
});

describe('the EWMA chart', () => {
  it('λ = 0.3, target 50: NIST e-Handbook 6.3.2.4', () => {
    const data = [
      52, 47, 53, 49.3, 50.1, 47, 51, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6,
      52.1,
    ];
    const setting = { target: 50, sigma: 2.0539, lambda: 0.3, limit: 3 };
    const printed = [
      50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38,
      49.92, 50.73, 51.23, 51.94, 51.99,
    ];
    const points = ewma(data, setting);
    points.forEach((point, i) => {
      expect(Math.abs(point.ewma - (printed[i] ?? 0))).toBeLessThan(0.0101);
    });
    expect(50 + ewmaHalfWidth(setting)).toBeCloseTo(52.5884, 4);
    expect(50 - ewmaHalfWidth(setting)).toBeCloseTo(47.4115, 3);
  });

  it('λ = 0.1, L = 2.7, target 10: Montgomery, example 9.2, with the limits of each t', () => {
    const points = ewma(montgomery, { target: 10, sigma: 1, lambda: 0.1, limit: 2.7 });
    expect(points[0]?.ewma).toBeCloseTo(9.945, 6);
    expect(points[1]?.ewma).toBeCloseTo(9.7495, 6);
    expect(points[0]?.ucl).toBeCloseTo(10.27, 2);
    expect(points[0]?.lcl).toBeCloseTo(9.73, 2);
    expect(points[1]?.ucl).toBeCloseTo(10.36, 2);
    expect(points.at(-1)?.ucl).toBeCloseTo(10.62, 2);
  });
});

describe('the CUSUM chart', () => {
  it('target 325, k = 0.3175, h = 4.1959: NIST e-Handbook 6.3.2.3, with its signal at value 14', () => {
    const data = [
      324.925, 324.675, 324.725, 324.35, 325.35, 325.225, 324.125, 324.525, 325.225, 324.6, 324.625, 325.15,
      328.325, 327.25, 327.825, 328.5, 326.675, 327.775, 326.875, 328.35,
    ];
    const chart = cusum(data, { target: 325, k: 0.3175, h: 4.1959 });
    const printed = [3.01, 4.94, 7.45, 10.63, 11.99, 14.44, 16, 19.04];
    chart.high.slice(12).forEach((sum, i) => {
      expect(Math.abs(sum - (printed[i] ?? 0))).toBeLessThan(0.0051);
    });
    expect(chart.first_signal).toBe(14);
  });

  it('target 10, k = 0.5, h = 5: Montgomery, example 9.1: 5.28 at value 29, the first above h', () => {
    const chart = cusum(montgomery, { target: 10, k: 0.5, h: 5 });
    expect(chart.high[28]).toBeCloseTo(5.28, 2);
    expect(chart.first_signal).toBe(29);
  });

  it('signals below the target by its low side, and not at all where nothing happens', () => {
    const setting = { target: 0, k: 0.5, h: 2 };
    expect(cusum([-2, -2, 0], setting)).toEqual({ high: [0, 0, 0], low: [1.5, 3, 2.5], first_signal: 2 });
    expect(cusum([0, 0.1], setting).first_signal).toBeNull();
  });
});

describe('many tests at once', () => {
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];

  it('four of fifteen are discoveries at 5 %: Benjamini and Hochberg (1995), section 3.2', () => {
    expect(adjustForMany(published).filter((p) => p <= 0.05)).toHaveLength(4);
  });

  it('17 adverse events, as c212.BH.adjust.pvals of R’s c212 prints the first eight', () => {
    const adjusted = adjustForMany([
      0.135005, 0.01, 0.001, 0.005, 0.153501, 0.02, 0.0013, 0.0023, 0.011, 0.023, 0.016, 0.0109, 0.559111,
      0.751986, 0.308339, 0.837154, 0.325882,
    ]).toSorted((a, b) => a - b);
    expect(adjusted.slice(0, 8).map((p) => p.toFixed(8))).toEqual(
      '0.01105000 0.01105000 0.01303333 0.02125000 0.02671429 0.02671429 0.02671429 0.03400000'.split(' '),
    );
  });

  it('are adjusted in the order given, never below their own p and never above 1', () => {
    const mixed = published.toReversed();
    expect(adjustForMany(mixed)).toEqual(adjustForMany(published).toReversed());
    adjustForMany(mixed).forEach((p, i) => {
      expect(p).toBeGreaterThanOrEqual(mixed[i] ?? 0);
      expect(p).toBeLessThanOrEqual(1);
    });
    expect(adjustForMany([])).toEqual([]);
  });
});
