import { AfterwordError } from '../model/errors.ts';
import { InstantOrDay } from '../model/instant.ts';
import { METRICS, MetricName } from '../model/measurement.ts';

/** A day or an instant of an option; null without one. @throws AfterwordError AW_USAGE */
export function timeOf(name: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const parsed = InstantOrDay.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AfterwordError('AW_USAGE', `--${name}: ${parsed.error.issues[0]?.message ?? 'no time'}`);
}

/** Names of metrics, separated by commas; all without any. @throws AfterwordError AW_USAGE */
export function metricsOf(text: string | undefined): MetricName[] {
  if (text === undefined) return [...METRICS];
  return text.split(',').map((name) => {
    const parsed = MetricName.safeParse(name.trim());
    if (parsed.success) return parsed.data;
    throw new AfterwordError(
      'AW_USAGE',
      `--metrics: there is no "${name}"; there are: ${METRICS.join(', ')}.`,
    );
  });
}
