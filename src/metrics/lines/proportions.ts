import { z } from 'zod';
import { Confidence, Count, listOf, oneOf } from '../input/fields.ts';
import { checked, sameLength, within } from '../input/forms.ts';
import { equalShares } from '../statistics/chi-square.ts';
import { proportionInterval } from '../statistics/proportion.ts';
import { DIFFERENCE_METHODS, differenceInterval, pooledZ } from '../statistics/proportion-difference.ts';
import { line } from './line.ts';
import { shareOptions } from './shares.ts';

export const proportionLine = line(
  z
    .strictObject({ x: Count, n: Count, ...shareOptions })
    .superRefine(checked((i, fault) => within(['x', i.x], ['n', i.n], fault))),
  ({ x, n, method, confidence }) => ({
    value: n === 0 ? null : x / n,
    n,
    interval: proportionInterval(x, n, method, confidence),
  }),
);

export const proportionDifferenceLine = line(
  z
    .strictObject({
      x1: Count,
      n1: Count,
      x2: Count,
      n2: Count,
      method: oneOf(DIFFERENCE_METHODS).optional(),
      confidence: Confidence,
    })
    .superRefine(
      checked((i, fault) => {
        within(['x1', i.x1], ['n1', i.n1], fault);
        within(['x2', i.x2], ['n2', i.n2], fault);
      }),
    ),
  ({ method, confidence, ...shares }) => {
    const { x1, n1, x2, n2 } = shares;
    const test = pooledZ(shares);
    return {
      value: n1 === 0 || n2 === 0 ? null : x1 / n1 - x2 / n2,
      n: n1 + n2,
      z: test?.z ?? null,
      p: test?.p ?? null,
      interval: differenceInterval(shares, method, confidence),
    };
  },
);

export const proportionsLine = line(
  z.strictObject({ x: listOf(Count, 2), n: listOf(Count, 2) }).superRefine(
    checked((i, fault) => {
      sameLength(['x', i.x], ['n', i.n], fault);
      i.x.forEach((x, k) => {
        within([['x', k], x], [`n[${k}]`, i.n[k] ?? x], fault);
      });
    }),
  ),
  ({ x, n }) => {
    const test = equalShares(x.map((good, i) => ({ x: good, n: n[i] ?? 0 })));
    return { value: test.chi2, n: n.reduce((sum, size) => sum + size, 0), ...test };
  },
);
