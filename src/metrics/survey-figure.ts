import type { Scale } from '../model/scale.ts';
import type { SurveyMetric } from '../model/template.ts';
import type { CesFigure } from './ces.ts';
import { ces } from './ces.ts';
import type { CsatFigure } from './csat.ts';
import { csat } from './csat.ts';
import type { HistogramLike } from './input/histogram.ts';
import type { NpsFigure } from './nps.ts';
import { nps } from './nps.ts';

export type SurveyFigure = NpsFigure | CsatFigure | CesFigure;

/** The figure of a survey metric from the scores of one instrument. */
export function surveyFigure(metric: 'nps', histogram: HistogramLike, scale: Scale): NpsFigure;
export function surveyFigure(metric: 'csat', histogram: HistogramLike, scale: Scale): CsatFigure;
export function surveyFigure(metric: 'ces', histogram: HistogramLike, scale: Scale): CesFigure;
export function surveyFigure(metric: SurveyMetric, histogram: HistogramLike, scale: Scale): SurveyFigure;
export function surveyFigure(metric: SurveyMetric, histogram: HistogramLike, scale: Scale): SurveyFigure {
  if (metric === 'nps') return nps(histogram);
  return metric === 'csat' ? csat(histogram, scale) : ces(histogram, scale);
}
