import { z } from 'zod';
import { Amount, Confidence, Count, listOf, oneOf, Real } from '../input/fields.ts';
import { brunnerMunzel } from '../statistics/brunner-munzel.ts';
import { LOGNORMAL_METHODS, lognormalInterval, lognormalMean } from '../statistics/lognormal.ts';
import { line } from './line.ts';

export const ordinalDifferenceLine = line(
  z.strictObject({ x: listOf(Real), y: listOf(Real), confidence: Confidence }),
  ({ x, y, confidence }) => {
    const test = brunnerMunzel(x, y, confidence);
    return { value: test.probability, n: x.length + y.length, ...test };
  },
);

export const lognormalMeanLine = line(
  z.strictObject({
    mean_log: Real,
    variance_log: Amount,
    n: Count,
    method: oneOf(LOGNORMAL_METHODS).optional(),
    confidence: Confidence,
  }),
  ({ mean_log: meanLog, variance_log: varianceLog, n, method, confidence }) => {
    const of = { meanLog, varianceLog, n };
    return {
      value: n === 0 ? null : lognormalMean(of),
      n,
      interval: lognormalInterval(of, method, confidence),
    };
  },
);
