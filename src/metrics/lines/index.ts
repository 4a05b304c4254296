import { z } from 'zod';
import { describeFaults } from '../input/faults.ts';
import { cesLine } from './ces.ts';
import { cusumLine, ewmaLine, pChartLine } from './charts.ts';
import { clvLine } from './clv.ts';
import { csatLine } from './csat.ts';
import type { Line } from './line.ts';
import { npsDifferenceLine, npsLine } from './nps.ts';
import { proportionDifferenceLine, proportionLine, proportionsLine } from './proportions.ts';
import { lognormalMeanLine, ordinalDifferenceLine } from './scores-and-logs.ts';
import { ahtLine, fcrLine, resolutionTimeLine } from './service.ts';
import { churnLine, crrLine, referralRateLine, responseRateLine, trialToPaidLine } from './shares.ts';
import { logRankLine, survivalLine } from './survival.ts';

/** Every metric that a line can ask for, by its name. */
export const LINES: Readonly<Record<string, Line>> = {
  nps: npsLine,
  nps_difference: npsDifferenceLine,
  csat: csatLine,
  ces: cesLine,
  response_rate: responseRateLine,
  clv: clvLine,
  crr: crrLine,
  churn: churnLine,
  survival: survivalLine,
  logrank: logRankLine,
  aht: ahtLine,
  resolution_time: resolutionTimeLine,
  fcr: fcrLine,
  referral_rate: referralRateLine,
  trial_to_paid: trialToPaidLine,
  proportion: proportionLine,
  proportion_difference: proportionDifferenceLine,
  proportions: proportionsLine,
  ordinal_difference: ordinalDifferenceLine,
  lognormal_mean: lognormalMeanLine,
  p_chart: pChartLine,
  ewma: ewmaLine,
  cusum: cusumLine,
};

const Id = z.union([z.string(), z.number(), z.null()]).default(null);

/** The id of a line, as it came; null where it has none. */
type Id = z.infer<typeof Id>;

/** What a line is answered with: its figure, or what is wrong with it, by field. */
export type Answer =
  | ({ id: Id; metric: string; value: number | null; n: number | null } & object)
  | { id: Id; error: string };

/**
 * Calculates one line: `{"id", "metric", …inputs}` → `{"id", "metric", "value", "n", …}`, or `{"id", "error"}` that
 * names each field at fault. Never throws for what a line holds.
 */
export function calculate(request: unknown): Answer {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return { id: null, error: 'expected an object {"id", "metric", …}' };
  }
  const { id: given, metric, ...input } = request as Record<string, unknown>;
  const id = Id.safeParse(given);
  if (!id.success) return { id: null, error: 'id: expected a string or a number' };
  const line = typeof metric === 'string' && Object.hasOwn(LINES, metric) ? LINES[metric] : undefined;
  if (line === undefined) {
    return { id: id.data, error: `metric: expected one of ${Object.keys(LINES).join(', ')}` };
  }
  const parsed = line.input.safeParse(input);
  if (!parsed.success) return { id: id.data, error: describeFaults(parsed.error.issues) };
  const figure = line.figure(parsed.data);
  const broken = notFinite(figure);
  if (broken !== null) return { id: id.data, error: `${broken}: the inputs are too large to calculate with` };
  return { id: id.data, metric, ...figure } as Answer;
}

/** The path of the first number that JSON cannot hold: inputs that are finite can still overflow. */
function notFinite(value: unknown, path = ''): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, part] of Object.entries(value)) {
    const found = notFinite(part, path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
