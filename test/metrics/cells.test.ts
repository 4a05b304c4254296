import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fcrOfCells } from '../../src/metrics/contact-cells.ts';
import { type DurationBin, durationOfCells } from '../../src/metrics/duration-cells.ts';
import { durationFigure } from '../../src/metrics/duration-figure.ts';
import { firstContactResolution } from '../../src/metrics/first-contact.ts';

/** What the fold of the database makes of a duration. */
function binOf(ms: number): DurationBin {
  const log = ms > 0 ? Math.log(ms / 1000) : 0;
  return {
    bin: ms < 0 ? -2 : ms === 0 ? -1 : Math.floor(Math.log(ms) / Math.log(1.05)),
    n: 1,
    total: Math.max(0, ms),
    squares: Math.max(0, ms) ** 2,
    logs: Math.round(log * 1e6),
    log_squares: Math.round(log ** 2 * 1e6),
  };
}

const added = (a: DurationBin, b: DurationBin): DurationBin => ({
  bin: a.bin,
  n: a.n + b.n,
  total: a.total + b.total,
  squares: a.squares + b.squares,
  logs: a.logs + b.logs,
  log_squares: a.log_squares + b.log_squares,
});

/** Histograms are merged by adding bins. */
function merged(...histograms: readonly DurationBin[][]): DurationBin[] {
  const bins = Map.groupBy(histograms.flat(), ({ bin }) => bin);
  return [...bins.values()].map((own) => own.reduce(added)).sort((a, b) => a.bin - b.bin);
}

const durations = fc.array(fc.integer({ min: 1_000, max: 4_000_000 }), { minLength: 10, maxLength: 80 });

describe('durations from their histogram', () => {
  it('have the mean and the interval of the durations themselves, and quantiles to within a bin', () => {
    fc.assert(
      fc.property(durations, (ms) => {
        const exact = durationFigure(ms.map((one) => one / 1000));
        const cells = durationOfCells(merged(ms.map(binOf)));
        expect(cells.n).toBe(exact.n);
        expect(cells.mean).toBeCloseTo(exact.mean ?? 0, 6);
        expect(cells.interval?.method).toBe('modified_cox');
        expect((cells.interval?.low ?? 0) / (exact.interval?.low ?? 1)).toBeCloseTo(1, 3);
        expect((cells.interval?.high ?? 0) / (exact.interval?.high ?? 1)).toBeCloseTo(1, 3);
        const sorted = ms.toSorted((a, b) => a - b);
        for (const [told, p] of [[cells.median, 0.5] as const, [cells.p90, 0.9] as const]) {
          const place = (sorted.length - 1) * p;
          expect(told ?? 0).toBeGreaterThanOrEqual((sorted[Math.floor(place)] ?? 0) / 1000 / 1.05);
          expect(told ?? 0).toBeLessThanOrEqual(((sorted[Math.ceil(place)] ?? 0) / 1000) * 1.05);
        }
      }),
    );
  });

  it('are the same however their histograms are merged', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const [x, y, z] = [a, b, c].map((ms) => merged(ms.map(binOf))) as [
          DurationBin[],
          DurationBin[],
          DurationBin[],
        ];
        expect(merged(merged(x, y), z)).toEqual(merged(x, merged(y, z)));
        expect(merged(x, y)).toEqual(merged(y, x));
      }),
    );
  });

  it('of 0 have the interval of Student, and those below 0 are rejected', () => {
    expect(durationOfCells([0, 2000, 4000, -5].map(binOf))).toMatchObject({
      n: 3,
      mean: 2,
      rejected: 1,
      interval: { method: 't', low: 0 },
    });
    expect(durationOfCells([])).toMatchObject({ value: null, n: 0, interval: null, median: null });
  });
});

describe('first contact resolution from its histogram', () => {
  const contact = fc.record({
    back: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
    replied: fc.boolean(),
    unresolvableAtLevel1: fc.boolean(),
    abandoned: fc.boolean(),
    misrouted: fc.boolean(),
  });
  const setting = fc.record({
    rule: fc.constantFrom('gross' as const, 'net' as const, 'ticket' as const),
    windowDays: fc.integer({ min: 1, max: 30 }),
    countAbandoned: fc.boolean(),
    countMisrouted: fc.boolean(),
  });

  it('is that of the contacts themselves, under every rule and window', () => {
    fc.assert(
      fc.property(fc.array(contact, { maxLength: 40 }), setting, (contacts, asked) => {
        const resolvedAt = new Date('2026-01-01T00:00:00Z');
        const themselves = contacts.map((one, i) => ({
          person: `p-${i}`,
          openedAt: new Date('2025-12-31T00:00:00Z'),
          resolvedAt,
          reopenedAt: one.back === null ? null : new Date(resolvedAt.getTime() + one.back * 86_400_000),
          customerRepliesAfterFirst: one.replied ? 2 : 0,
          unresolvableAtLevel1: one.unresolvableAtLevel1,
          abandoned: one.abandoned,
          misrouted: one.misrouted,
        }));
        const cells = contacts.map((one) => ({
          bin:
            (one.back ?? 0) * 32 +
            (one.misrouted ? 16 : 0) +
            (one.abandoned ? 8 : 0) +
            (one.unresolvableAtLevel1 ? 4 : 0) +
            (one.replied ? 2 : 0),
          n: 1,
        }));
        expect(fcrOfCells(cells, asked)).toEqual(firstContactResolution(themselves, asked));
      }),
    );
  });
});
