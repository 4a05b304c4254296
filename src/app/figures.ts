import type { MetricReport } from '../reports/index.ts';
import { type FigureQuery, funnelCells, scoreCells } from '../store/figures.ts';
import type { Db } from '../store/schema.ts';

/** One metric under one set of conditions; value and funnel are read in one snapshot, so that they agree. */
export async function figures(db: Db, query: FigureQuery): Promise<MetricReport> {
  const [scores, chain] = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (snapshot) => [await scoreCells(snapshot, query), await funnelCells(snapshot, query)]);
  // Loaded when the first figure is asked for: the distribution functions weigh 20 MB that a worker never needs.
  const { metricReport } = await import('../reports/metric-report.ts');
  return metricReport(query.metric, scores, chain, query.groupBy.length > 0);
}
