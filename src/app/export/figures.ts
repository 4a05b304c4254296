import type { Measurement } from '../../model/measurement.ts';
import type { Db } from '../../store/schema.ts';
import { metricFigures } from '../metric-figures.ts';
import type { MetricQuery } from '../metric-query.ts';
import { type Columns, type ExportFile, type ExportFormat, exportFile } from './formats.ts';

const NUMBERS = {
  value: 'number',
  n: 'integer',
  low: 'number',
  high: 'number',
  confidence: 'number',
  method: 'text',
  instrument: 'text',
} as const satisfies Columns;

interface Shown {
  value: number | null;
  n: number | null;
  interval?: { low: number; high: number; confidence: number; method: string } | null;
  instrument?: string | null;
}

const cellsOf = ({ value, n, interval, instrument }: Shown) => ({
  value,
  n,
  low: interval?.low ?? null,
  high: interval?.high ?? null,
  confidence: interval?.confidence ?? null,
  method: interval?.method ?? null,
  instrument: instrument ?? null,
});

/** Figures as a table: one row a metric, and one for each of its groups. */
export function exportFigures(
  db: Db,
  setting: Measurement,
  format: ExportFormat,
  queries: readonly MetricQuery[],
  now: Date,
): ExportFile {
  const names = [...new Set(queries.flatMap(({ groupBy }) => groupBy))];
  const groups = Object.fromEntries(names.map((name) => [name, 'text' as const]));
  const columns: Columns = { metric: 'text', row: 'text', from: 'time', to: 'time', ...groups, ...NUMBERS };
  async function* rows() {
    for (const query of queries) {
      const { metric, groups: own, ...whole } = await metricFigures(db, setting, query, now);
      const about = { metric, from: query.from, to: query.to };
      yield [
        { ...about, row: 'all', ...cellsOf(whole) },
        ...own.map(({ group, ...figure }) => ({ ...about, row: 'group', ...group, ...cellsOf(figure) })),
      ];
    }
  }
  return exportFile(format, columns, rows());
}
