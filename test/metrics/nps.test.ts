import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculate } from '../../src/metrics/index.ts';
import { npsDifference } from '../../src/metrics/nps-difference.ts';

const figure = (line: object): Record<string, unknown> => ({ ...calculate({ id: 1, ...line }) });
const scores = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 80 });

describe('NPS', () => {
  it('is the same from scores, from counts in a list, from counts by score and from groups', () => {
    fc.assert(
      fc.property(scores, (answers) => {
        const counts = Array.from(
          { length: 11 },
          (_, score) => answers.filter((one) => one === score).length,
        );
        const sum = (from: number, to: number): number =>
          counts.slice(from, to + 1).reduce((a, b) => a + b, 0);
        const groups = { promoters: sum(9, 10), passives: sum(7, 8), detractors: sum(0, 6) };
        const expected = figure({ metric: 'nps', scores: answers });
        expect(figure({ metric: 'nps', counts })).toEqual(expected);
        expect(figure({ metric: 'nps', counts: { ...counts } })).toEqual(expected);
        expect(figure({ metric: 'nps', ...groups })).toEqual(expected);
      }),
    );
  });

  it('with equal weights is the plain one, and its effective number is n', () => {
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(1, 0.25, 3),
        fc.constantFrom('adjusted_wald', 'wald', 'score'),
        (answers, weight, method) => {
          const plain = figure({ metric: 'nps', scores: answers, method });
          const weighted = figure({
            metric: 'nps',
            scores: answers,
            weights: answers.map(() => weight),
            method,
          });
          expect(weighted).toMatchObject({
            value: expect.closeTo(Number(plain.value), 8),
            standard_error: expect.closeTo(Number(plain.standard_error), 6),
            n: plain.n,
            n_effective: expect.closeTo(answers.length, 8),
          });
          const [a, b] = [plain, weighted].map((f) => f.interval as { low: number; high: number });
          expect(b?.low).toBeCloseTo(a?.low ?? 0, 5);
          expect(b?.high).toBeCloseTo(a?.high ?? 0, 5);
        },
      ),
    );
  });

  it('by weights 1, 2, 1 of promoter, promoter, detractor: 50 points, n_effective 16/6, SE by hand', () => {
    const found = figure({ metric: 'nps', scores: [10, 9, 3], weights: [1, 2, 1], method: 'wald' });
    const error = 100 * (Math.sqrt(0.25 + 4 * 0.25 + 2.25) / 4);
    expect(found).toMatchObject({
      value: 50,
      n: 3,
      n_effective: expect.closeTo(16 / 6, 10),
      standard_error: expect.closeTo(error, 10),
      interval: { low: expect.closeTo(50 - 1.959963984540054 * error, 8), high: 100, method: 'wald' },
    });
  });

  it.each([1e-300, 1e300])('is the same however large its weights are: times %d', (unit) => {
    const scores = [10, 9, 3];
    const weighted = (by: number) =>
      figure({ metric: 'nps', scores, weights: [by, 2 * by, by], method: 'adjusted_wald' });
    expect(weighted(unit)).toMatchObject({
      value: 50,
      n_effective: expect.closeTo(16 / 6, 10),
      interval: {
        low: expect.closeTo((weighted(1).interval as { low: number }).low, 8),
        high: expect.closeTo((weighted(1).interval as { high: number }).high, 8),
      },
    });
  });

  it('rejects an answer together with its weight, and has no figure where all weights are 0', () => {
    expect(figure({ metric: 'nps', scores: [10, 11], weights: [1, 99] })).toMatchObject({
      value: 100,
      rejected: 1,
    });
    expect(figure({ metric: 'nps', scores: [10], weights: [0] })).toMatchObject({
      value: null,
      n_effective: null,
      interval: null,
    });
  });
});

describe('the difference of two NPS', () => {
  const a = { promoters: 50, passives: 30, detractors: 20 };
  const b = { promoters: 40, passives: 30, detractors: 30 };

  it('by Wald is (a − b)/√(SE²a + SE²b), as nps_test of Rocks’s R package NPS', () => {
    const error = 100 * Math.sqrt((0.7 - 0.09) / 100 + (0.7 - 0.01) / 100);
    expect(figure({ metric: 'nps_difference', a, b, method: 'wald' })).toMatchObject({
      value: 20,
      n: 200,
      standard_error: expect.closeTo(error, 10),
      z: expect.closeTo(20 / error, 10),
      interval: { low: expect.closeTo(20 - 1.959963984540054 * error, 8) },
    });
  });

  it('by Wald is twice that of two shares where nobody is passive: 7/34 − 1/34, wald2ci of R’s PropCIs', () => {
    const groups = (promoters: number) => ({ promoters, passives: 0, detractors: 34 - promoters });
    expect(figure({ metric: 'nps_difference', a: groups(7), b: groups(1), method: 'wald' })).toMatchObject({
      interval: {
        low: expect.closeTo(200 * 0.02916942, 5),
        high: expect.closeTo(200 * 0.32377176, 5),
      },
    });
  });

  it('by Wald is twice that of two shares where nobody is passive: aspirin, Agresti, by R’s prop.test', () => {
    const a = { promoters: 189, passives: 0, detractors: 11_034 - 189 };
    const b = { promoters: 104, passives: 0, detractors: 11_037 - 104 };
    expect(figure({ metric: 'nps_difference', a, b, method: 'wald' })).toMatchObject({
      interval: {
        low: expect.closeTo(200 * 0.004687751, 6),
        high: expect.closeTo(200 * 0.010724297, 6),
      },
    });
  });

  it('adjusted, with one answer on either end in place of ¾, 1½ and ¾, is Agresti–Caffo: 7/34 − 1/34, R’s PropCIs', () => {
    const sample = (promoters: number) => ({
      figure: { value: 0, standard_error: 0, n: 34, rejected: 0 },
      effective: { promoters: promoters + 0.25, detractors: 34 - promoters + 0.25, n: 34 + 2 - 3 },
    });
    const { interval } = npsDifference(sample(7), sample(1));
    expect(interval?.low).toBeCloseTo(200 * 0.01161167, 5);
    expect(interval?.high).toBeCloseTo(200 * 0.32172166, 5);
  });

  it('is adjusted for small n by default: difference and errors after ¾ are added on either side', () => {
    const [first, second] = [50.75 / 103 - 20.75 / 103, 40.75 / 103 - 30.75 / 103];
    const variance = (p: number, d: number): number => (p + d - (p - d) ** 2) / 103;
    const error = Math.sqrt(variance(50.75 / 103, 20.75 / 103) + variance(40.75 / 103, 30.75 / 103));
    expect(figure({ metric: 'nps_difference', a, b })).toMatchObject({
      value: 20,
      z: expect.closeTo((first - second) / error, 10),
      standard_error: expect.closeTo(100 * error, 10),
    });
  });

  it('has a p under 5 % exactly where its interval leaves 0 out', () => {
    const side = fc.record({
      promoters: fc.nat(60),
      passives: fc.nat(60),
      detractors: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(side, side, (one, other) => {
        const found = figure({ metric: 'nps_difference', a: one, b: other });
        const { low, high } = found.interval as { low: number; high: number };
        expect(Number(found.p) < 0.05).toBe(low > 0 || high < 0);
      }),
    );
  });

  it('has no test where neither side varies, and no figure where one has no answers', () => {
    const all = { promoters: 5, passives: 0, detractors: 0 };
    expect(figure({ metric: 'nps_difference', a: all, b: all, method: 'wald' })).toMatchObject({
      value: 0,
      z: null,
      p: null,
    });
    expect(figure({ metric: 'nps_difference', a, b: { scores: [] } })).toMatchObject({
      value: null,
      interval: null,
    });
  });
});
