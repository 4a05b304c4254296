import type { Measurement } from '../../model/measurement.ts';
import type { Db } from '../../store/schema.ts';
import { manyFigures } from '../metric-figures.ts';
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

/**
 * Figures as a table, all at one moment: one row a metric, and one for each of its groups. They are read before the
 * file begins: what cannot be told is an error, and no file that breaks off.
 */
export async function exportFigures(
  db: Db,
  setting: Measurement,
  format: ExportFormat,
  queries: readonly MetricQuery[],
  now: Date,
): Promise<ExportFile> {
  const answers = await manyFigures(db, setting, queries, now);
  const names = [...new Set(queries.flatMap(({ groupBy }) => groupBy))];
  const groups = Object.fromEntries(names.map((name) => [name, 'text' as const]));
  const columns: Columns = { metric: 'text', row: 'text', from: 'time', to: 'time', ...groups, ...NUMBERS };
  async function* rows() {
    for (const [i, { metric, groups: own, ...whole }] of answers.entries()) {
      const about = { metric, from: queries[i]?.from, to: queries[i]?.to };
      yield [
        { ...about, row: 'all', ...cellsOf(whole) },
        ...own.map(({ group, ...figure }) => ({ ...about, row: 'group', ...group, ...cellsOf(figure) })),
      ];
    }
  }
  return exportFile(format, columns, rows());
}
