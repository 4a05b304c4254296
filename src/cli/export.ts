import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportFigures } from '../app/export/figures.ts';
import type { ExportFile, ExportFormat } from '../app/export/formats.ts';
import { exportResponses } from '../app/export/responses.ts';
import { loadMeasurement } from '../app/measurement.ts';
import type { AskedGroup } from '../app/stages.ts';
import { AfterwordError } from '../model/errors.ts';
import { metricsOf, timeOf } from './figure-options.ts';
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
  const range = { from: timeOf('from', options.from), to: timeOf('to', options.to) };
  const { format, output } = options;
  if (format === 'parquet' && output === undefined && process.stdout.isTTY) {
    throw new AfterwordError('AW_USAGE', 'Parquet is no text: name a file with --output.');
  }
  await withDatabase(async ({ db }, settings) => {
    const write = ({ pieces }: ExportFile) =>
      output === undefined
        ? pipeline(Readable.from(pieces), process.stdout, { end: false })
        : pipeline(Readable.from(pieces), createWriteStream(output, { mode: 0o600 }));
    if (what === 'responses') return write(exportResponses(db, format, range));
    const groupBy = (options.groupBy?.split(',') ?? []).map((name) => name.trim() as AskedGroup);
    const queries = metricsOf(options.metrics).map((metric) => ({ metric, ...range, groupBy, filter: {} }));
    const setting = await loadMeasurement(settings.TEMPLATES_DIR);
    return write(await exportFigures(db, setting, format, queries, new Date()));
  });
}
