import { loadMeasurement } from '../app/measurement.ts';
import { segmentReport } from '../app/segments.ts';
import type { AskedGroup } from '../app/stages.ts';
import { segmentTableInWords } from '../reports/index.ts';
import { metricsOf, timeOf } from './figure-options.ts';
import { withDatabase } from './with-database.ts';

export interface SegmentOptions {
  by?: string;
  metrics?: string;
  from?: string;
  to?: string;
  json?: boolean;
}

/** `npx afterword segments`: any metrics side by side, as a table or as JSON. */
export async function segments(options: SegmentOptions, output: NodeJS.WritableStream): Promise<void> {
  const range = { from: timeOf('from', options.from), to: timeOf('to', options.to) };
  const metrics = metricsOf(options.metrics ?? 'csat,ces,nps,fcr,churn');
  await withDatabase(async ({ db }, settings) => {
    const setting = await loadMeasurement(settings.TEMPLATES_DIR);
    const by =
      options.by ??
      setting.segments
        .slice(0, 1)
        .map((name) => `segment.${name}`)
        .join(',');
    const groupBy = by.split(',').map((name) => name.trim() as AskedGroup);
    const queries = metrics.map((metric) => ({ metric, ...range, groupBy, filter: {} }));
    const report = await segmentReport(db, setting, queries, new Date());
    output.write(options.json === true ? `${JSON.stringify(report)}\n` : segmentTableInWords(report));
  });
}
