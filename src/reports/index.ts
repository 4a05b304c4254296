export { dryRunComparison, dryRunInWords } from './dry-run.ts';
export type { FigureReport, MetricReport } from './metric-report.ts';
export { figureInWords, segmentTableInWords } from './segment-table.ts';
export { type Why, whyInWords } from './why.ts';
