import type { FunnelCell } from '../store/figures.ts';

/**
 * The chain of denominators, counted over the same invitations as the figure beside it, to the unit:
 * eligible = suppressed + planned; planned = cancelled + failed + waiting + sent.
 */
export interface Funnel {
  eligible: number;
  /** Not planned, by rule. */
  suppressed: Record<string, number>;
  planned: number;
  /** Planned and never sent, by cause: a rule when the time had come, a reopening, a refusal. */
  cancelled: Record<string, number>;
  /** Never sent because the platform refused, by code. */
  failed: Record<string, number>;
  /** Neither sent nor at their end. */
  waiting: number;
  sent: number;
  /** Of those, on channels that tell of deliveries: what `delivered` can be held against. */
  sent_with_receipts: number;
  delivered: number;
  answered: number;
  complete: number;
  scored: number;
  /** Sent, and over without an answer, by how: expired, handed_over, opted_out, reopened, or a code. */
  unanswered: Record<string, number>;
}

const UNKNOWN = 'unknown';

/** How a survey that is over ended, in one word. */
const endOf = ({ state, reason }: FunnelCell): string =>
  state === 'cancelled' || state === 'failed' ? (reason ?? UNKNOWN) : state;

const LIVE: ReadonlySet<string> = new Set(['live', 'planned', 'asking', 'asked', 'delivered', 'answered']);

function counted(cells: readonly FunnelCell[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const cell of cells) counts[endOf(cell)] = (counts[endOf(cell)] ?? 0) + cell.count;
  return counts;
}

export function funnel(cells: readonly FunnelCell[]): Funnel {
  const sum = (of: (cell: FunnelCell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const suppressed = cells.filter(({ state }) => state === 'suppressed');
  const planned = cells.filter(({ state }) => state !== 'suppressed');
  const unsent = planned.filter(({ sent }) => sent === 0);
  const ended = planned.filter(({ sent, answered, state }) => sent > 0 && answered === 0 && !LIVE.has(state));
  return {
    eligible: sum((cell) => cell.count),
    suppressed: counted(suppressed.map((cell) => ({ ...cell, state: cell.reason ?? UNKNOWN }))),
    planned: planned.reduce((total, { count }) => total + count, 0),
    cancelled: counted(unsent.filter(({ state }) => !LIVE.has(state) && state !== 'failed')),
    failed: counted(unsent.filter(({ state }) => state === 'failed')),
    waiting: unsent.reduce((total, { state, count }) => total + (LIVE.has(state) ? count : 0), 0),
    sent: sum((cell) => cell.sent),
    sent_with_receipts: sum((cell) => cell.sent_with_receipts ?? 0),
    delivered: sum((cell) => cell.delivered),
    answered: sum((cell) => cell.answered),
    complete: sum((cell) => cell.complete),
    scored: sum((cell) => cell.scored),
    unanswered: counted(ended),
  };
}

/** The funnel over all metrics. */
export interface WholeFunnelReport extends Funnel {
  groups: (Funnel & { group: Record<string, string | null> })[];
}

export function wholeFunnel(cells: readonly FunnelCell[], grouped: boolean): WholeFunnelReport {
  const nameOf = ({ group }: FunnelCell) => JSON.stringify(group);
  const names = grouped ? [...new Set(cells.map(nameOf))].sort() : [];
  const groups = names.map((name) => {
    const own = cells.filter((cell) => nameOf(cell) === name);
    return { group: own[0]?.group ?? {}, ...funnel(own) };
  });
  return { ...funnel(cells), groups };
}
