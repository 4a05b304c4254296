import type { AskedGroup } from '../app/stages.ts';
import { AfterwordError } from '../model/errors.ts';
import { InstantOrDay } from '../model/instant.ts';
import { METRICS, MetricName } from '../model/measurement.ts';
import { FigureConditions } from '../server/figure-conditions.ts';

/** Times of `--from` and `--to`; null without one. @throws AfterwordError AW_USAGE */
export function rangeOf(options: { from?: string; to?: string }): { from: Date | null; to: Date | null } {
  const range = { from: timeOf('from', options.from), to: timeOf('to', options.to) };
  if (range.from === null || range.to === null || range.from <= range.to) return range;
  throw new AfterwordError('AW_USAGE', '--to: expected a time after --from.');
}

/** Dimensions of an option, separated by commas. @throws AfterwordError AW_USAGE */
export function groupsOf(name: string, text: string | undefined): AskedGroup[] {
  const parsed = FigureConditions.shape.group_by.safeParse(text);
  if (parsed.success) return parsed.data ?? [];
  throw new AfterwordError('AW_USAGE', `--${name}: ${parsed.error.issues[0]?.message ?? 'no dimension'}`);
}

function timeOf(name: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const parsed = InstantOrDay.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AfterwordError('AW_USAGE', `--${name}: ${parsed.error.issues[0]?.message ?? 'no time'}`);
}

/** Names of metrics, separated by commas; all without any. @throws AfterwordError AW_USAGE */
export function metricsOf(text: string | undefined): MetricName[] {
  if (text === undefined) return [...METRICS];
  return [...new Set(text.split(','))].map((name) => {
    const parsed = MetricName.safeParse(name.trim());
    if (parsed.success) return parsed.data;
    throw new AfterwordError(
      'AW_USAGE',
      `--metrics: there is no "${name}"; there are: ${METRICS.join(', ')}.`,
    );
  });
}
