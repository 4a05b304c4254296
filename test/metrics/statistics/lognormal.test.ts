import { describe, expect, it } from 'vitest';
import { bootstrapByCluster } from '../../../src/metrics/statistics/bootstrap.ts';
import { logMoments, lognormalInterval, lognormalMean } from '../../../src/metrics/statistics/lognormal.ts';
import { momentsOf } from '../../../src/metrics/statistics/mean.ts';

/** A repeatable stream of numbers from 0 to 1 (mulberry32). */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('the mean of a lognormal', () => {
  /** The numerical example of Olsson (2005). */
  const olsson = [
    914.9, 1568.3, 50.5, 94.1, 199.5, 23.8, 70.5, 213.1, 44.1, 331.7, 139.3, 115.6, 38.4, 357.1, 725.9, 253.2,
    905.6, 155.4, 138.1, 95.2, 75.2, 275.0, 401.1, 653.8, 390.8, 483.5, 62.6, 128.5, 81.5, 218.5, 308.2, 41.2,
    60.3, 506.9, 221.8, 112.5, 93.7, 199.3, 210.6, 39.2,
  ];

  it('40 values, Olsson (2005), Journal of Statistics Education 13: 188.0 to 414.7 by modified Cox, with his t of 2.02', () => {
    const { low, high } = lognormalInterval({ meanLog: 5.127, varianceLog: 1.01, n: 40 }) ?? {
      low: 0,
      high: 0,
    };
    // He rounds t of 39 degrees of freedom; it is 2.0227.
    const half = (Math.log(high / low) / 2 / 2.02269) * 2.02;
    expect(Math.exp(5.632 - half)).toBeCloseTo(188.0, 1);
    expect(Math.exp(5.632 + half)).toBeCloseTo(414.7, 1);
    const raw = logMoments(olsson);
    expect(raw?.meanLog).toBeCloseTo(5.127, 3);
    const interval = raw && lognormalInterval(raw);
    expect(Math.abs((interval?.low ?? 0) - 188)).toBeLessThan(0.15);
    expect(Math.abs((interval?.high ?? 0) - 414.7)).toBeLessThan(0.15);
  });

  it('n = 40, mean 5.127 and variance 1.010 of logs: t of 39 from the table (2.0227), worked by hand', () => {
    const of = { meanLog: 5.127, varianceLog: 1.01, n: 40 };
    const error = Math.sqrt(1.01 / 40 + 1.01 ** 2 / 78);
    const interval = lognormalInterval(of);
    expect(lognormalMean(of)).toBeCloseTo(Math.exp(5.632), 8);
    expect(interval?.low).toBeCloseTo(Math.exp(5.632 - 2.02269 * error), 2);
    expect(interval?.high).toBeCloseTo(Math.exp(5.632 + 2.02269 * error), 2);
    expect(lognormalInterval(of, 'cox')?.high).toBeCloseTo(Math.exp(5.632 + 1.959964 * error), 3);
  });

  it('47 measurements of TcCB, R’s EnvStats: mean 0.6004468 (qmle), 0.5196213 to 0.6938444 with its divisor 2(n + 1)', () => {
    // The logs by what is printed: cv² = exp(s²) − 1.
    const varianceLog = Math.log(1 + 0.4947791 ** 2);
    const of = { meanLog: Math.log(0.6004468) - varianceLog / 2, varianceLog, n: 47 };
    const { low, high } = lognormalInterval(of) ?? { low: 0, high: 0 };
    expect(lognormalMean(of)).toBeCloseTo(0.6004468, 7);
    expect(low).toBeCloseTo(0.5196213, 3);
    expect(high).toBeCloseTo(0.6938444, 3);
    const error = (divisor: number): number => Math.sqrt(varianceLog / 47 + varianceLog ** 2 / divisor);
    const half = (Math.log(high / low) / 2 / error(2 * 46)) * error(2 * 48);
    expect(0.6004468 * Math.exp(-half)).toBeCloseTo(0.5196213, 6);
    expect(0.6004468 * Math.exp(half)).toBeCloseTo(0.6938444, 6);
  });

  it('is covered near 95 % by modified Cox at n = 20, and less by Cox, as Olsson (2005) found', () => {
    const random = stream(7);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const truth = Math.exp(3 + 0.5);
    const rounds = 4000;
    let [modified, plain] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const logs = momentsOf(Array.from({ length: 20 }, () => 3 + normal()));
      const of = { meanLog: logs?.mean ?? 0, varianceLog: logs?.variance ?? 0, n: 20 };
      const holds = (method: 'cox' | 'modified_cox'): number => {
        const interval = lognormalInterval(of, method);
        return interval !== null && interval.low <= truth && truth <= interval.high ? 1 : 0;
      };
      modified += holds('modified_cox');
      plain += holds('cox');
    }
    expect(modified / rounds).toBeGreaterThan(0.93);
    expect(modified / rounds).toBeLessThan(0.97);
    expect(plain).toBeLessThan(modified);
  });

  it('has no interval below two values, and no logs where a value is 0', () => {
    expect(lognormalInterval({ meanLog: 1, varianceLog: 0, n: 1 })).toBeNull();
    expect(logMoments([1, 0, 2])).toBeNull();
  });
});

describe('the bootstrap by customer', () => {
  const mean = (values: readonly number[]): number | null => momentsOf(values)?.mean ?? null;

  it('is wider than one by ticket where the tickets of a customer resemble each other', () => {
    const customers = [10, 20, 30, 40, 50, 60].map((time) => Array.from({ length: 10 }, () => time));
    const byCustomer = bootstrapByCluster(customers, mean, { random: stream(1) });
    const byTicket = bootstrapByCluster(
      customers.flat().map((time) => [time]),
      mean,
      { random: stream(1) },
    );
    const width = (i: typeof byCustomer): number => (i === null ? 0 : i.high - i.low);
    expect(width(byCustomer)).toBeGreaterThan(2 * width(byTicket));
  });

  it('is the same again from the same random numbers, and needs two customers', () => {
    const customers = [[1], [2, 3], [9]];
    const draw = (): unknown => bootstrapByCluster(customers, mean, { random: stream(3), rounds: 200 });
    expect(draw()).toEqual(draw());
    expect(bootstrapByCluster([[1, 2]], mean, { random: stream(3) })).toBeNull();
  });
});
