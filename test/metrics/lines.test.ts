import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculate } from '../../src/metrics/index.ts';

const figure = (line: object): Record<string, unknown> => ({ ...calculate({ id: 1, ...line }) });

describe('the figure of a line', () => {
  it('carries id and metric in front, whatever the id is', () => {
    for (const id of ['a', 7, null]) {
      const answer = calculate({ id, metric: 'proportion', x: 1, n: 2 });
      expect(Object.keys(answer).slice(0, 4)).toEqual(['id', 'metric', 'value', 'n']);
      expect(answer.id).toBe(id);
    }
    expect(calculate({ metric: 'proportion', x: 1, n: 2 }).id).toBeNull();
  });

  it('has its share and interval in percent where the metric is in percent, and holds the one in the other', () => {
    const counts = fc.nat(400).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([part, whole]) => {
        const lines = [
          { metric: 'response_rate', sent: whole, answered: part },
          { metric: 'churn', start: whole, lost: part },
          { metric: 'crr', start: whole, new: 3, end: part + 3 },
          { metric: 'referral_rate', purchases: whole, referred: part },
          { metric: 'trial_to_paid', ended: whole, converted: part },
          { metric: 'fcr', contacts: whole, resolved_first: part },
        ];
        for (const line of lines) {
          const { value, interval } = figure(line);
          const limits = interval as { low: number; high: number } | null;
          if (whole === 0) expect([value, limits]).toEqual([null, null]);
          else {
            expect(value).toBeCloseTo((100 * part) / whole, 10);
            expect(limits?.low).toBeLessThanOrEqual(Number(value) + 1e-9);
            expect(limits?.high).toBeGreaterThanOrEqual(Number(value) - 1e-9);
            expect(limits?.high).toBeLessThanOrEqual(100);
          }
        }
      }),
    );
  });

  it('is the same for CSAT from scores and from counts, and its interval is that of the share', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }), (scores) => {
        const counts = [1, 2, 3, 4, 5].map((score) => scores.filter((one) => one === score).length);
        const one = figure({ metric: 'csat', scores });
        expect(figure({ metric: 'csat', counts })).toEqual(one);
        const share = figure({ metric: 'proportion', x: one.good_count, n: one.n });
        const [a, b] = [one, share].map((f) => f.interval as { low: number });
        expect(a?.low).toBeCloseTo(100 * (b?.low ?? 0), 9);
      }),
    );
  });

  it('turns a CES mean so that twice turned is itself, and keeps the interval within the scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 2, maxLength: 60 }), (scores) => {
        const scale = { min: 1, max: 7 };
        const effort = figure({ metric: 'ces', scores, scale, orientation: 'low_is_good' });
        const agreed = figure({
          metric: 'ces',
          scores: scores.map((s) => 8 - s),
          scale,
          orientation: 'high_is_good',
        });
        expect(effort.ease).toBeCloseTo(Number(agreed.mean), 10);
        expect(effort.index).toBeCloseTo(Number(agreed.index), 10);
        const { low, high } = effort.interval as { low: number; high: number };
        expect(low).toBeGreaterThanOrEqual(1);
        expect(high).toBeLessThanOrEqual(7);
      }),
    );
  });

  it('guesses a CSAT scale from its good answers or its counts, and says which it took', () => {
    expect(figure({ metric: 'csat', counts: [1, 1, 1, 1, 1, 1, 4], good: [6, 7] })).toMatchObject({
      value: 50,
      scale: { min: 1, max: 7 },
    });
    expect(figure({ metric: 'csat', scores: [0, 1, 1, 1], good: [1] })).toMatchObject({
      value: 75,
      scale: { min: 0, max: 1 },
    });
  });

  it('falls back to t where a duration of 0 has no logarithm', () => {
    const at = (seconds: number[]): unknown => figure({ metric: 'resolution_time', seconds }).interval;
    expect(at([60, 120, 600])).toMatchObject({ method: 'modified_cox' });
    expect(at([0, 120, 600])).toMatchObject({ method: 't', low: 0 });
    expect(at([60])).toBeNull();
  });

  it('gives p chart limits of each day where n is a list, null for a day without answers', () => {
    const found = figure({ metric: 'p_chart', p_bar: 0.2, n: [100, 0] });
    expect(found).toMatchObject({
      lcl: [expect.closeTo(0.08, 10), null],
      ucl: [expect.closeTo(0.32, 10), null],
    });
  });

  it('gives EWMA limits of each t and the ones they settle at', () => {
    const found = figure({ metric: 'ewma', data: [0, 0, 9], target: 0, sigma: 1, lambda: 0.5, limit: 3 });
    expect(found).toMatchObject({
      n: 3,
      ewma: [0, 0, 4.5],
      first_signal: 3,
      ucl: [1.5, expect.anything(), expect.anything()],
    });
    expect(found.asymptotic).toMatchObject({ ucl: expect.closeTo(Math.sqrt(3), 10) });
  });

  it('does not depend on how long its lists are', () => {
    const good = Array.from({ length: 200_000 }, () => 1);
    expect(calculate({ metric: 'csat', scores: [1, 0], good })).toMatchObject({ value: 50, n: 2 });
  });

  it('never holds a number that JSON cannot write', () => {
    const number = fc.oneof(fc.nat(50), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 8 }), fc.array(fc.nat(9), { maxLength: 8 }), (seconds, y) => {
        for (const line of [
          { metric: 'resolution_time', seconds },
          { metric: 'ordinal_difference', x: seconds, y },
          { metric: 'survival', times: y, events: y.map((_, i) => i % 2), at: seconds },
          { metric: 'cusum', data: seconds, target: 1, k: 0, h: 1 },
        ]) {
          const written = JSON.parse(JSON.stringify(figure(line)));
          expect(written).toEqual(figure(line));
        }
      }),
    );
  });
});
