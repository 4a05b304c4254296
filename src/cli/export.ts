import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportFigures } from '../app/export/figures.ts';
import type { ExportFile, ExportFormat } from '../app/export/formats.ts';
import { exportResponses } from '../app/export/responses.ts';
import { loadMeasurement } from '../app/measurement.ts';
import { AfterwordError } from '../model/errors.ts';
import { groupsOf, metricsOf, rangeOf } from './figure-options.ts';
import { writeWholeFile } from './whole-file.ts';
import { withDatabase } from './with-database.ts';

export interface ExportOptions {
  format: ExportFormat;
  from?: string;
  to?: string;
  metrics?: string;
  groupBy?: string;
  output?: string;
}

/** `npx afterword export responses|figures`: a table as CSV, JSON Lines or Parquet. */
export async function exportCommand(what: 'responses' | 'figures', options: ExportOptions): Promise<void> {
  const range = rangeOf(options);
  const groupBy = groupsOf('group-by', options.groupBy);
  const metrics = metricsOf(options.metrics);
  const { format, output } = options;
  if (format === 'parquet' && output === undefined && process.stdout.isTTY) {
    throw new AfterwordError('AW_USAGE', 'Parquet is no text: name a file with --output.');
  }
  await withDatabase(async ({ db }, settings) => {
    const write = ({ pieces }: ExportFile) =>
      output === undefined
        ? pipeline(Readable.from(pieces), process.stdout, { end: false })
        : writeWholeFile(output, pieces);
    if (what === 'responses') return write(exportResponses(db, format, range));
    const queries = metrics.map((metric) => ({ metric, ...range, groupBy, filter: {} }));
    const setting = await loadMeasurement(settings.TEMPLATES_DIR);
    return write(await exportFigures(db, setting, format, queries, new Date()));
  });
}
