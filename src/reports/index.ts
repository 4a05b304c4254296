export { dryRunComparison, dryRunInWords } from './dry-run.ts';
export { wholeFunnel } from './funnel.ts';
export type { FigureReport, MetricReport } from './metric-report.ts';
export { segmentTableInWords } from './segment-table.ts';
export { summaryOf, type Why, whyInWords } from './why.ts';
