import type { FunnelCell } from '../store/figures.ts';

/**
 * The chain of denominators, counted over the same invitations as the figure beside it.
 * eligible = suppressed + planned. `planned` counts everything that was planned, whatever became of it.
 */
export interface Funnel {
  eligible: number;
  suppressed: Record<string, number>;
  planned: number;
  cancelled: Record<string, number>;
  failed: Record<string, number>;
  sent: number;
  delivered: number;
  answered: number;
  complete: number;
  scored: number;
}

const UNKNOWN = 'unknown';

export function funnel(cells: readonly FunnelCell[]): Funnel {
  const sum = (of: (cell: FunnelCell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const reasons = (state: string) => {
    const counts: Record<string, number> = {};
    for (const cell of cells.filter((c) => c.state === state)) {
      counts[cell.reason ?? UNKNOWN] = (counts[cell.reason ?? UNKNOWN] ?? 0) + cell.count;
    }
    return counts;
  };
  return {
    eligible: sum((cell) => cell.count),
    suppressed: reasons('suppressed'),
    planned: sum((cell) => (cell.state === 'suppressed' ? 0 : cell.count)),
    cancelled: reasons('cancelled'),
    failed: reasons('failed'),
    sent: sum((cell) => cell.sent),
    delivered: sum((cell) => cell.delivered),
    answered: sum((cell) => cell.answered),
    complete: sum((cell) => cell.complete),
    scored: sum((cell) => cell.scored),
  };
}
