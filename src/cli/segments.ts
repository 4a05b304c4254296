import { loadMeasurement } from '../app/measurement.ts';
import { segmentReport } from '../app/segments.ts';
import { segmentTableInWords } from '../reports/index.ts';
import { groupsOf, metricsOf, rangeOf } from './figure-options.ts';
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
  const range = rangeOf(options);
  const asked = groupsOf('by', options.by);
  const metrics = metricsOf(options.metrics ?? 'csat,ces,nps,fcr,churn');
  await withDatabase(async ({ db }, settings) => {
    const setting = await loadMeasurement(settings.TEMPLATES_DIR);
    const usual = setting.segments.slice(0, 1).map((name) => `segment.${name}` as const);
    const groupBy = options.by === undefined ? usual : asked;
    const queries = metrics.map((metric) => ({ metric, ...range, groupBy, filter: {} }));
    const report = await segmentReport(db, setting, queries, new Date());
    output.write(options.json === true ? `${JSON.stringify(report)}\n` : segmentTableInWords(report));
  });
}
