import { type MetricReport, metricReport } from '../reports/index.ts';
import { type FigureQuery, funnelCells, scoreCells } from '../store/figures.ts';
import type { Db } from '../store/schema.ts';

/** One metric under one set of conditions; value and funnel are read in one snapshot, so that they agree. */
export function figures(db: Db, query: FigureQuery): Promise<MetricReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (snapshot) =>
      metricReport(
        query.metric,
        await scoreCells(snapshot, query),
        await funnelCells(snapshot, query),
        query.groupBy.length > 0,
      ),
    );
}
