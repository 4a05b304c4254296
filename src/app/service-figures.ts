import { AfterwordError } from '../model/errors.ts';
import type { Measurement } from '../model/measurement.ts';
import { CELL_KINDS } from '../store/cell-rows.ts';
import { type CellSum, cellSums } from '../store/cells.ts';
import type { Db } from '../store/schema.ts';
import type { MetricQuery } from './metric-query.ts';
import { dimensionsFor, groupAsked } from './stages.ts';

/** Metrics that the conversations themselves tell. */
export const SERVICE_METRICS = ['aht', 'resolution_time', 'first_response_time', 'fcr'] as const;

type Group = Record<string, string | null>;

/** A close has no template, variant or language: told apart by them there would be nothing, which looks like a figure. */
function holdDimensions({ metric, groupBy, filter }: MetricQuery): void {
  const { dimensions } = CELL_KINDS.service;
  const known = (name: string) =>
    name === 'stage' ||
    dimensions.some((one) => one === name || (one === 'segment' && name.startsWith('segment.')));
  const foreign = [...groupBy, ...Object.keys(filter)].find((name) => !known(name));
  if (foreign === undefined) return;
  const expected = `expected stage, segment.<attribute>, ${dimensions.join(', ')}`;
  throw new AfterwordError('AW_QUERY', `"${metric}" is not told apart by "${foreign}".`, {
    faults: [{ path: foreign, message: expected }],
  });
}

/** A figure of what the agents did, whole and by group, read from cells. `db` is a transaction. */
export async function serviceFigures(db: Db, setting: Measurement, query: MetricQuery) {
  holdDimensions(query);
  const sums = await cellSums(db, 'service', {
    ...query,
    metrics: [query.metric],
    groupBy: dimensionsFor(query.groupBy),
  });
  const figure = await figureOf(setting, query);
  const nameOf = ({ group }: CellSum) => JSON.stringify(groupAsked(setting, query.groupBy, group));
  const groups = query.groupBy.length === 0 ? [] : [...Map.groupBy(sums, nameOf)].sort();
  return {
    metric: query.metric,
    ...figure(merged(sums)),
    groups: groups.map(([name, own]) => ({ group: JSON.parse(name) as Group, ...figure(merged(own)) })),
  };
}

/** Loaded when the first figure is asked for: the distribution functions weigh 20 MB that a worker never needs. */
async function figureOf(setting: Measurement, { metric, firstContact }: MetricQuery) {
  const { durationOfCells, fcrOfCells } = await import('../metrics/index.ts');
  if (metric !== 'fcr') return (cells: readonly CellSum[]) => durationOfCells(cells);
  const { rule, window_days, count_abandoned, count_misrouted } = setting.first_contact;
  const asked = {
    rule: firstContact?.rule ?? rule,
    windowDays: firstContact?.windowDays ?? window_days,
    countAbandoned: count_abandoned,
    countMisrouted: count_misrouted,
  };
  return (cells: readonly CellSum[]) => ({ ...fcrOfCells(cells, asked), window_days: asked.windowDays });
}

/** One cell a bin: histograms are merged by adding. */
function merged(cells: readonly CellSum[]): CellSum[] {
  const bins = new Map<number, CellSum>();
  for (const cell of cells) {
    const known = bins.get(cell.bin);
    bins.set(cell.bin, known === undefined ? { ...cell } : added(known, cell));
  }
  return [...bins.values()];
}

const added = (a: CellSum, b: CellSum): CellSum => ({
  ...a,
  n: a.n + b.n,
  total: a.total + b.total,
  squares: a.squares + b.squares,
  logs: a.logs + b.logs,
  log_squares: a.log_squares + b.log_squares,
});
