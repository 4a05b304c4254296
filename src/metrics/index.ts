export { LEAST_FOR_RANKING, rankable } from './input/figure.ts';
export type { Answer } from './lines/index.ts';
export { calculate, LINES } from './lines/index.ts';
export { responseRate } from './response-rate.ts';
export type { Interval } from './statistics/interval.ts';
export type { SurveyFigure } from './survey-figure.ts';
export { surveyFigure } from './survey-figure.ts';
