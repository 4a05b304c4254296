import type { Measurement } from '../../model/measurement.ts';
import type { Db } from '../../store/schema.ts';
import { manyFigures } from '../metric-figures.ts';
import type { MetricQuery } from '../metric-query.ts';
import { type Columns, type ExportFile, type ExportFormat, exportFile } from './formats.ts';

const NUMBERS = {
  value: 'number',
  n: 'integer',
  rejected: 'integer',
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
  rejected?: number;
  instrument?: string | null;
  /** Of a survey: every one that was answered. */
  instruments?: readonly Shown[];
}

const cellsOf = ({ value, n, rejected, interval, instrument }: Shown) => ({
  value,
  n,
  rejected: rejected ?? null,
  low: interval?.low ?? null,
  high: interval?.high ?? null,
  confidence: interval?.confidence ?? null,
  method: interval?.method ?? null,
  instrument: instrument ?? null,
});

/** Instruments are never pooled: each is a figure of its own. */
const figuresOf = (shown: Shown) =>
  (shown.instruments === undefined || shown.instruments.length === 0 ? [shown] : shown.instruments).map(
    cellsOf,
  );

/**
 * Figures as a table, all at one moment: one row a metric and instrument, and those of each of its groups. They are read before the
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
        ...figuresOf(whole).map((figure) => ({ ...about, row: 'all', ...figure })),
        ...own.flatMap(({ group, ...shown }) =>
          figuresOf(shown).map((figure) => ({ ...about, row: 'group', ...group, ...figure })),
        ),
      ];
    }
  }
  return exportFile(format, columns, rows());
}
