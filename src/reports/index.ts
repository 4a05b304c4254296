export type { Funnel } from './funnel.ts';
export { type FigureReport, type MetricReport, metricReport } from './metric-report.ts';
export { type Why, whyInWords } from './why.ts';
