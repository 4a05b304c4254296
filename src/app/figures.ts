import type { MetricReport } from '../reports/index.ts';
import { type FigureQuery, surveyCells } from '../store/figures.ts';
import type { Db } from '../store/schema.ts';

/** One survey metric under one set of conditions; value and funnel come from the same cells, so that they agree. */
export async function figures(db: Db, query: FigureQuery): Promise<MetricReport> {
  const { scores, chain } = await surveyCells(db, query);
  // Loaded when the first figure is asked for: the distribution functions weigh 20 MB that a worker never needs.
  const { metricReport } = await import('../reports/metric-report.ts');
  return metricReport(query.metric, scores, chain, query.groupBy.length > 0);
}
