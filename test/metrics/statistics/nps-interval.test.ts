import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NpsMethod } from '../../../src/metrics/statistics/nps-interval.ts';
import {
  adjustedNetShare,
  NPS_METHODS,
  npsInterval,
  npsScoreStatistic,
} from '../../../src/metrics/statistics/nps-interval.ts';

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Chance that the interval of n answers holds the true NPS, over every possible outcome. */
function coverage(n: number, [p, s, d]: readonly [number, number, number], method: NpsMethod): number {
  let covered = 0;
  for (let promoters = 0; promoters <= n; promoters += 1) {
    for (let detractors = 0; detractors <= n - promoters; detractors += 1) {
      const passives = n - promoters - detractors;
      const ways = factorial(n) / (factorial(promoters) * factorial(passives) * factorial(detractors));
      const interval = npsInterval({ promoters, detractors, n }, method);
      const truth = 100 * (p - d);
      const inside = interval !== null && interval.low <= truth && truth <= interval.high;
      if (inside) covered += ways * p ** promoters * s ** passives * d ** detractors;
    }
  }
  return covered;
}

describe('real coverage at a nominal 95 % and n = 10, by exact enumeration', () => {
  it.each([
    [[0.9, 0.08, 0.02] as const, 'wald' as const, 0.649],
    [[0.9, 0.08, 0.02] as const, 'adjusted_wald' as const, 0.93],
    [[0.5, 0.3, 0.2] as const, 'wald' as const, 0.896],
    [[0.5, 0.3, 0.2] as const, 'adjusted_wald' as const, 0.962],
  ])('promoters, passives, detractors %j by %s: %f', (shares, method, expected) => {
    expect(coverage(10, shares, method)).toBeCloseTo(expected, 3);
  });

  it('is nearer to 95 % by score than by Wald where nearly everybody is a promoter', () => {
    expect(coverage(10, [0.9, 0.08, 0.02], 'score')).toBeCloseTo(0.9592, 4);
    expect(coverage(10, [0.5, 0.3, 0.2], 'score')).toBeCloseTo(0.9472, 4);
  });
});

/** Limits as shares: a net share is a difference of paired shares, promoters and detractors being the unlike pairs. */
const paired = (
  [promoters, detractors, n]: readonly [number, number, number],
  method: NpsMethod,
  confidence = 0.95,
): [number, number] => {
  const interval = npsInterval({ promoters, detractors, n }, method, confidence);
  return [(interval?.low ?? 0) / 100, (interval?.high ?? 0) / 100];
};
const closeTo = ([low, high]: [number, number], printed: readonly [number, number], digits: number): void => {
  expect(low).toBeCloseTo(printed[0], digits);
  expect(high).toBeCloseTo(printed[1], digits);
};

describe('published intervals of a difference of paired shares, which have the same form', () => {
  it('score: 12 and 2 of 50, Newcombe’s worksheet for Tango (1998), Statistics in Medicine 17, 891–908: .0611 to .3447', () => {
    closeTo(paired([12, 2, 50], 'score'), [0.0611, 0.3447], 4);
  });

  it('score: 1 and 7 of 21, airways before and after a transplant, Bentur and others (2009), R’s ratesci: −0.517 to −0.026', () => {
    closeTo(paired([1, 7, 21], 'score'), [-0.517, -0.026], 3);
  });

  it('score: 28 and 25 of 618 at 90 %, scoreci.mp of R’s PropCIs: −0.0148 to 0.0247', () => {
    closeTo(paired([28, 25, 618], 'score', 0.9), [-0.0148, 0.0247], 4);
  });

  it('Wald: 9 and 3 of 32, diffpropci.Wald.mp of R’s PropCIs: −0.01448204 to 0.38948204', () => {
    closeTo(paired([9, 3, 32], 'wald'), [-0.01448204, 0.38948204], 7);
  });

  it('Wald: 150 and 86 of 1600, Agresti’s Categorical Data Analysis, section 10.1: 0.02 to 0.06', () => {
    closeTo(paired([150, 86, 1600], 'wald'), [0.02, 0.06], 2);
  });

  it('adjusted Wald, with ½ a pair in each cell in place of ¾, 1½ and ¾: Agresti and Min (2005), diffpropci.mp of PropCIs', () => {
    const [promoters, detractors, n] = [20 + 0.5 - 0.75, 40 + 0.5 - 0.75, 160 + 2 - 3];
    closeTo(paired([promoters, detractors, n], 'adjusted_wald'), [-0.21601726, -0.03089632], 8);
  });
});

describe('published intervals of a share, which an NPS without passives is: twice the share of promoters less 1', () => {
  it.each([
    [81, 263, 0.2522, 0.3638],
    [15, 148, 0.0527, 0.15],
  ])('Wald: %i of %i, Newcombe (1998), Statistics in Medicine 17, 857–872, table I', (x, n, low, high) => {
    const [a, b] = paired([x, n - x, n], 'wald');
    closeTo([(1 + a) / 2, (1 + b) / 2], [low, high], 4);
  });

  it('adjusted Wald, with z²/2 on either side in place of ¾, 1½ and ¾: 7 of 12 by Agresti–Coull, R’s binom', () => {
    const added = 1.959963984540054 ** 2 / 2;
    const [a, b] = paired([7 + added - 0.75, 5 + added - 0.75, 12 + 2 * added - 3], 'adjusted_wald');
    closeTo([(1 + a) / 2, (1 + b) / 2], [0.3188773, 0.8073737], 7);
  });
});

describe('adjusted Wald', () => {
  it('adds ¾ promoters, ¾ detractors and 1½ passives', () => {
    const { net, standardError } = adjustedNetShare({ promoters: 5, detractors: 2, n: 10 });
    const [p, d] = [5.75 / 13, 2.75 / 13];
    expect(net).toBeCloseTo(p - d, 12);
    expect(standardError).toBeCloseTo(Math.sqrt((p + d - (p - d) ** 2) / 13), 12);
  });

  it('has room even where everybody is a promoter, as Wald has not', () => {
    const all = { promoters: 10, detractors: 0, n: 10 };
    expect(npsInterval(all, 'wald')).toMatchObject({ low: 100, high: 100 });
    expect(npsInterval(all, 'adjusted_wald')?.low).toBeLessThan(85);
  });
});

describe('the iterative score interval', () => {
  const counts = { promoters: 12, detractors: 5, n: 25 };

  it('ends where the score statistic is ±z', () => {
    const interval = npsInterval(counts, 'score');
    expect(npsScoreStatistic(counts, (interval?.low ?? 0) / 100)).toBeCloseTo(1.959964, 6);
    expect(npsScoreStatistic(counts, (interval?.high ?? 0) / 100)).toBeCloseTo(-1.959964, 6);
  });

  it('takes for q̂ the most likely share of detractors under Δ, as a search over all shares finds it', () => {
    for (const delta of [-0.4, -0.1, 0.2, 0.6]) {
      const least = Math.max(0, -delta);
      const most = (1 - delta) / 2;
      let best = { q: 0, likelihood: Number.NEGATIVE_INFINITY };
      for (let i = 1; i < 100_000; i += 1) {
        const q = least + ((most - least) * i) / 100_000;
        const likelihood = 12 * Math.log(q + delta) + 8 * Math.log(1 - 2 * q - delta) + 5 * Math.log(q);
        if (likelihood > best.likelihood) best = { q, likelihood };
      }
      const error = Math.sqrt(25 * (2 * best.q + delta * (1 - delta)));
      expect(npsScoreStatistic(counts, delta)).toBeCloseTo((12 - 5 - 25 * delta) / error, 4);
    }
  });

  it('reaches ±100 where everybody agrees', () => {
    expect(npsInterval({ promoters: 7, detractors: 0, n: 7 }, 'score')?.high).toBeCloseTo(100, 9);
    expect(npsInterval({ promoters: 0, detractors: 7, n: 7 }, 'score')?.low).toBeCloseTo(-100, 9);
  });
});

describe('every method', () => {
  const groups = fc
    .tuple(fc.nat(300), fc.nat(300), fc.nat(300))
    .filter((all) => all.some((count) => count > 0));

  it('stays within ±100 and holds a value that the method is about', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom(...NPS_METHODS), ([promoters, passives, detractors], method) => {
        const n = promoters + passives + detractors;
        const counts = { promoters, detractors, n };
        const interval = npsInterval(counts, method);
        const centre =
          method === 'adjusted_wald' ? adjustedNetShare(counts).net : (promoters - detractors) / n;
        expect(interval?.low).toBeGreaterThanOrEqual(-100);
        expect(interval?.high).toBeLessThanOrEqual(100);
        expect(interval?.low).toBeLessThanOrEqual(100 * centre + 1e-9);
        expect(interval?.high).toBeGreaterThanOrEqual(100 * centre - 1e-9);
      }),
    );
  });

  it('turns its sign when promoters and detractors change places', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom(...NPS_METHODS), ([promoters, passives, detractors], method) => {
        const n = promoters + passives + detractors;
        const one = npsInterval({ promoters, detractors, n }, method);
        const other = npsInterval({ promoters: detractors, detractors: promoters, n }, method);
        expect(one?.low).toBeCloseTo(-(other?.high ?? 0), 6);
      }),
    );
  });

  it('has no interval without answers', () => {
    for (const method of NPS_METHODS)
      expect(npsInterval({ promoters: 0, detractors: 0, n: 0 }, method)).toBeNull();
  });
});
