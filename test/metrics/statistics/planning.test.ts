import { describe, expect, it } from 'vitest';
import { NPS_VARIANCE, npsSampleSize, shareSampleSize } from '../../../src/metrics/statistics/sample-size.ts';
import { betaPrior, shrunkShare } from '../../../src/metrics/statistics/shrinkage.ts';
import type { Stratum } from '../../../src/metrics/statistics/standardisation.ts';
import { changeByMix, standardise } from '../../../src/metrics/statistics/standardisation.ts';

describe('sample sizes at 95 %', () => {
  it('an NPS to ±10 points needs 286 answers, 382 in the worst case', () => {
    expect(npsSampleSize(10, NPS_VARIANCE.common)).toBe(286);
    expect(npsSampleSize(10)).toBe(382);
  });

  it('a CSAT of 80 % needs 62 answers for ±10 points and 246 for ±5', () => {
    expect(shareSampleSize(80, 10)).toBe(62);
    expect(shareSampleSize(80, 5)).toBe(246);
  });
});

describe('agents with few answers', () => {
  const team = [
    { x: 90, n: 100 },
    { x: 60, n: 100 },
    { x: 75, n: 100 },
    { x: 3, n: 3 },
  ];

  it('are drawn toward the team, the more the fewer answers they have', () => {
    const prior = betaPrior(team) ?? { alpha: 0, beta: 0 };
    const mean = prior.alpha / (prior.alpha + prior.beta);
    const few = shrunkShare({ x: 3, n: 3 }, prior);
    const many = shrunkShare({ x: 300, n: 300 }, prior);
    expect(mean).toBeCloseTo(228 / 303, 10);
    expect(few.value).toBeGreaterThan(mean);
    expect(few.value).toBeLessThan(many.value);
    expect(few.interval.low).toBeLessThan(few.value);
    expect(few.interval.high).toBeGreaterThan(few.value);
    expect(many.interval.high - many.interval.low).toBeLessThan(few.interval.high - few.interval.low);
  });

  it('by a prior that knows nothing have (x + 1)/(n + 2): Laplace’s rule of succession (1774)', () => {
    const flat = { alpha: 1, beta: 1 };
    expect(shrunkShare({ x: 3, n: 8 }, flat).value).toBeCloseTo(4 / 10, 12);
    // Beta(1, n + 1) has quantiles in closed form.
    const none = shrunkShare({ x: 0, n: 9 }, flat).interval;
    expect(none.low).toBeCloseTo(1 - 0.975 ** (1 / 10), 10);
    expect(none.high).toBeCloseTo(1 - 0.025 ** (1 / 10), 10);
  });

  it('have the prior that they come from, by exact enumeration of a beta-binomial: α = 2, β = 3 and 4 answers each', () => {
    // Of 70 agents 15, 20, 18, 12 and 5 have 0 to 4 good answers; a thousand times as many leave no chance.
    const agents = [15, 20, 18, 12, 5].flatMap((count, x) =>
      Array.from({ length: 1000 * count }, () => ({ x, n: 4 })),
    );
    const prior = betaPrior(agents);
    expect(prior?.alpha).toBeCloseTo(2, 2);
    expect(prior?.beta).toBeCloseTo(3, 2);
  });

  it('have no prior of their own where the shares differ no more than chance', () => {
    expect(
      betaPrior([
        { x: 5, n: 10 },
        { x: 5, n: 10 },
      ]),
    ).toBeNull();
    expect(
      betaPrior([
        { x: 1, n: 1 },
        { x: 0, n: 1 },
      ]),
    ).toBeNull();
    expect(betaPrior([{ x: 5, n: 10 }])).toBeNull();
    expect(betaPrior([])).toBeNull();
  });
});

describe('the channel mix', () => {
  const of = (value: number, n: number): Stratum => ({ value, standardError: 1, n });

  it('explains all of a change where no channel changed: fewer answers by e-mail alone', () => {
    const before = new Map([
      ['chat', of(80, 50)],
      ['email', of(40, 50)],
    ]);
    const after = new Map([
      ['chat', of(80, 90)],
      ['email', of(40, 10)],
    ]);
    expect(changeByMix(before, after)).toEqual({ change: 16, mix: 16, within: 0 });
  });

  it('explains nothing where the mix stayed', () => {
    const before = new Map([
      ['chat', of(80, 50)],
      ['email', of(40, 50)],
    ]);
    const after = new Map([
      ['chat', of(70, 500)],
      ['email', of(30, 500)],
    ]);
    expect(changeByMix(before, after)).toEqual({ change: -10, mix: 0, within: -10 });
  });

  it('is not guessed where a channel of before is gone', () => {
    const before = new Map([['email', of(40, 50)]]);
    expect(changeByMix(before, new Map([['chat', of(80, 50)]]))).toBeNull();
    expect(standardise(before, new Map([['email', 0]]))).toBeNull();
  });

  it('adds errors in squares, by the square of the share', () => {
    const strata = new Map([
      ['chat', of(80, 50)],
      ['email', of(40, 50)],
    ]);
    const found = standardise(
      strata,
      new Map([
        ['chat', 3],
        ['email', 1],
      ]),
    );
    expect(found?.value).toBe(70);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(0.75 ** 2 + 0.25 ** 2), 12);
  });
});
