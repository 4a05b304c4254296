import type { Subject } from '../../../src/metrics/statistics/life-table.ts';

/** Lives of these lengths, ended by the event; those at the places in `censored` were not seen to end. */
export const subjects = (times: number[], censored: number[] = []): Subject[] =>
  times.map((time, i) => ({ time, event: !censored.includes(i) }));

/** Remission of acute leukaemia in weeks, Freireich and others (1963): with 6-MP, and with placebo. */
export const mercaptopurine = subjects(
  [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
  [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
);
export const placebo = subjects([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]);

/** Acute myelogenous leukaemia, Miller (1981), `aml` of R's survival: chemotherapy maintained or not. */
export const maintained = subjects([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [2, 5, 8, 10]);
export const unmaintained = subjects([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [5]);
