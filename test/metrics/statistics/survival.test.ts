import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kaplanMeier, medianSurvival } from '../../../src/metrics/statistics/kaplan-meier.ts';

import { maintained, mercaptopurine, placebo, subjects, unmaintained } from './published-survival.ts';

describe('published Kaplan–Meier curves', () => {
  it('6-MP, Freireich and others (1963), as printed with Greenwood’s errors in Kleinbaum and Klein', () => {
    const points = kaplanMeier(mercaptopurine, [6, 7, 10, 13, 16, 22, 23]);
    expect(points.map((p) => [p.time, p.at_risk])).toEqual([
      [6, 21],
      [7, 17],
      [10, 15],
      [13, 12],
      [16, 11],
      [22, 7],
      [23, 6],
    ]);
    const survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
    const errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
    points.forEach((point, i) => {
      expect(point.value).toBeCloseTo(survival[i] ?? 0, 4);
      expect(point.standard_error).toBeCloseTo(errors[i] ?? 0, 4);
    });
  });

  it('aml, maintained, R’s summary(survfit): on the log scale, which is R’s default', () => {
    const points = kaplanMeier(maintained, [9, 13, 18, 23, 31, 34, 48], 'log');
    const printed = [
      [0.909, 0.0867, 0.7541, 1],
      [0.818, 0.1163, 0.6192, 1],
      [0.716, 0.1397, 0.4884, 1],
      [0.614, 0.1526, 0.3769, 0.999],
      [0.491, 0.1642, 0.2549, 0.946],
      [0.368, 0.1627, 0.1549, 0.875],
      [0.184, 0.1535, 0.0359, 0.944],
    ];
    points.forEach((point, i) => {
      const [value = 0, error = 0, low = 0, high = 0] = printed[i] ?? [];
      expect(point.value).toBeCloseTo(value, 3);
      expect(point.standard_error).toBeCloseTo(error, 4);
      expect(point.interval?.low).toBeCloseTo(low, 4);
      expect(point.interval?.high).toBeCloseTo(high, 3);
    });
  });

  it('6-MP, R’s summary(survfit): on the log scale', () => {
    const points = kaplanMeier(mercaptopurine, [6, 7, 10, 13, 16, 22, 23], 'log');
    expect(points.map(({ interval }) => [interval?.low.toFixed(3), interval?.high.toFixed(3)])).toEqual([
      ['0.720', '1.000'],
      ['0.653', '0.996'],
      ['0.586', '0.968'],
      ['0.510', '0.935'],
      ['0.439', '0.896'],
      ['0.337', '0.858'],
      ['0.249', '0.807'],
    ]);
  });

  /** Boston University School of Public Health, "Survival Analysis", 20 people. */
  const boston = subjects(
    [3, 14, 1, 23, 5, 17, 24, 11, 19, 24, 13, 2, 18, 17, 24, 21, 12, 10, 6, 9],
    [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
  );

  it('plain, the course of Boston University: 1.96 errors are 0.096, 0.135, 0.162, 0.214, 0.246, 0.341', () => {
    const points = kaplanMeier(boston, [1, 3, 5, 14, 17, 23]);
    const printed = [0.096, 0.135, 0.162, 0.214, 0.246, 0.341];
    points.forEach(({ value, interval }, i) => {
      expect(Math.abs((value ?? 0) - (interval?.low ?? 0) - (printed[i] ?? 0))).toBeLessThan(0.001);
    });
  });

  it('log-log, the same people in Mathematica, as SciPy’s tests keep them', () => {
    const points = kaplanMeier(boston, [2, 3, 5, 14, 17, 23], 'log_log');
    expect(points.map(({ interval }) => [interval?.low.toFixed(6), interval?.high.toFixed(6)])).toEqual([
      ['0.694743', '0.992802'],
      ['0.647529', '0.973299'],
      ['0.591142', '0.947073'],
      ['0.464605', '0.906422'],
      ['0.370359', '0.856521'],
      ['0.160489', '0.776724'],
    ]);
  });

  it('plain and log-log at 90 %, R’s survfit of 18 people of real-statistics.com, as SciPy’s tests keep them', () => {
    const people = subjects(
      [3, 5, 8, 5, 8, 12, 2, 11, 12, 5, 8, 11, 10, 5, 15, 14, 10, 9],
      [12, 13, 14, 15, 16, 17],
    );
    const printed = (method: 'plain' | 'log_log', confidence: number, digits: number) =>
      kaplanMeier(people, [2, 3, 5, 8, 11, 12], method, confidence).map(({ interval }) => [
        Number(interval?.low.toFixed(digits)),
        Number(interval?.high.toFixed(digits)),
      ]);
    expect(printed('plain', 0.9, 9)).toEqual([
      [0.855638311, 1],
      [0.767047879, 1],
      [0.548572066, 0.895872378],
      [0.344151541, 0.739181792],
      [0.144918411, 0.577303812],
      [0, 0.364227025],
    ]);
    expect(printed('log_log', 0.9, 9)).toEqual([
      [0.743667484, 0.989029187],
      [0.685823323, 0.963883542],
      [0.505968357, 0.856036682],
      [0.329131314, 0.713016764],
      [0.15986912, 0.567860298],
      [0.044995399, 0.388761677],
    ]);
    expect(printed('log_log', 0.95, 6).slice(1, 3)).toEqual([
      [0.624174, 0.970995],
      [0.456179, 0.87378],
    ]);
  });

  it('medians: 23 weeks with 6-MP and 8 with placebo; aml 31 and 23', () => {
    expect([mercaptopurine, placebo, maintained, unmaintained].map(medianSurvival)).toEqual([23, 8, 31, 23]);
  });
});

describe('Greenwood’s interval', () => {
  it('is S ± z·SE, held within 0 and 1, unless asked otherwise', () => {
    const [point] = kaplanMeier(maintained, [31]);
    const { value, standard_error: error, interval } = point ?? {};
    expect(interval?.low).toBeCloseTo((value ?? 0) - 1.959964 * (error ?? 0), 6);
    expect(kaplanMeier(maintained, [9])[0]?.interval?.high).toBe(1);
  });

  it('does not exist once nobody is left, nor after the last watched time', () => {
    expect(kaplanMeier(placebo, [23, 30])).toEqual([
      { time: 23, at_risk: 1, value: 0, standard_error: null, interval: null },
      { time: 30, at_risk: 0, value: 0, standard_error: null, interval: null },
    ]);
    expect(kaplanMeier(mercaptopurine, [36])[0]).toMatchObject({ at_risk: 0, value: null, interval: null });
  });

  it('on the log-log scale stays within 0 and 1 by itself', () => {
    const points = kaplanMeier(maintained, [0, 9, 48], 'log_log');
    expect(points[0]?.interval).toMatchObject({ low: 1, high: 1 });
    expect(points[1]?.interval?.high).toBeLessThan(1);
    expect(points[1]?.interval?.low).toBeGreaterThan(0);
  });
});

const watched = fc.array(fc.record({ time: fc.integer({ min: 0, max: 20 }), event: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

it('without censoring the curve is the plain share of those who are still there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }),
      fc.nat(20),
      (times, at) => {
        const left = times.filter((time) => time > at).length / times.length;
        expect(kaplanMeier(subjects(times), [at])[0]?.value).toBeCloseTo(left, 10);
      },
    ),
  );
});

it('never rises, whatever is censored', () => {
  fc.assert(
    fc.property(watched, (people) => {
      const values = kaplanMeier(
        people,
        Array.from({ length: 21 }, (_, i) => i),
      )
        .map((point) => point.value)
        .filter((value) => value !== null);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
    }),
  );
});
