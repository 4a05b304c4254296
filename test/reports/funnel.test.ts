import { describe, expect, it } from 'vitest';
import { funnel } from '../../src/reports/funnel.ts';
import type { FunnelCell } from '../../src/store/figures.ts';

const cell = (
  state: FunnelCell['state'],
  reason: string | null,
  count: number,
  more: Partial<FunnelCell> = {},
): FunnelCell => ({
  group: {},
  state,
  reason,
  count,
  sent: 0,
  delivered: 0,
  answered: 0,
  complete: 0,
  scored: 0,
  ...more,
  sent_with_receipts: more.sent ?? 0,
});

const CELLS = [
  cell('suppressed', 'floor', 3),
  cell('suppressed', 'question_open', 2),
  cell('live', null, 4),
  cell('live', null, 10, { sent: 10, delivered: 6 }),
  cell('live', null, 7, { sent: 7, delivered: 7, answered: 7, complete: 5, scored: 7 }),
  cell('cancelled', 'reopened', 2),
  cell('cancelled', 'reopened', 1, { sent: 1, delivered: 1 }),
  cell('cancelled', 'too_late', 1),
  cell('expired', null, 1),
  cell('expired', null, 8, { sent: 8, delivered: 4 }),
  cell('opted_out', null, 2),
  cell('opted_out', null, 1, { sent: 1 }),
  cell('failed', '403', 2),
  cell('failed', '131026', 1, { sent: 1 }),
  cell('handed_over', null, 3, { sent: 3 }),
];

const total = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('the funnel', () => {
  const told = funnel(CELLS);

  it('tells what was never sent from what was sent and ended without an answer', () => {
    expect(told).toEqual({
      eligible: 48,
      suppressed: { floor: 3, question_open: 2 },
      planned: 43,
      cancelled: { reopened: 2, too_late: 1, expired: 1, opted_out: 2 },
      failed: { 403: 2 },
      waiting: 4,
      sent: 31,
      sent_with_receipts: 31,
      delivered: 18,
      answered: 7,
      complete: 5,
      scored: 7,
      unanswered: { reopened: 1, expired: 8, opted_out: 1, 131026: 1, handed_over: 3 },
    });
  });

  it('adds up to the unit', () => {
    expect(told.eligible).toBe(total(told.suppressed) + told.planned);
    expect(told.planned).toBe(total(told.cancelled) + total(told.failed) + told.waiting + told.sent);
  });

  it('of nothing is all zeros', () => {
    expect(funnel([])).toMatchObject({ eligible: 0, suppressed: {}, planned: 0, sent: 0, unanswered: {} });
  });
});
