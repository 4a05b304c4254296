import type { Alarm, ControlChart, Watched } from '../metrics/index.ts';
import type { Measurement, MetricName } from '../model/measurement.ts';
import { scaleOfInstrument } from '../model/scale.ts';
import { SurveyMetric } from '../model/template.ts';
import { atOneMoment, type CellSum, cellSums, type GroupName } from '../store/cells.ts';
import type { Db } from '../store/schema.ts';
import { surveyBin } from '../store/survey-bin.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Durations are watched on their logarithms; what is told is their geometric mean. */
const DURATIONS = ['aht', 'resolution_time', 'first_response_time'] as const;
type DurationMetric = (typeof DURATIONS)[number];

/** What is watched: a metric of one instrument in one segment, or everywhere (`group` is empty). */
interface Place {
  metric: MetricName;
  instrument: string | null;
  group: Record<string, string | null>;
}

/** What moved where. Durations are in seconds, and their interval is of after ÷ before. */
export interface RaisedAlarm extends Place, Omit<Alarm, 'interval'> {
  /** Better or worse, as the metric has it. */
  direction: 'better' | 'worse';
  interval: Alarm['interval'] & { of: 'difference' | 'ratio' };
  /** How sure it is, 0 to 1: 1 − p. */
  confidence: number;
  chart: ControlChart | null;
}

export interface AlarmReport {
  from: Date;
  to: Date;
  baseline_from: Date;
  false_discovery_rate: number;
  /** How many charts were looked at. */
  watched: number;
  alarms: RaisedAlarm[];
}

export interface AlarmQuery {
  to: Date | null;
  days?: number | undefined;
  baselineDays?: number | undefined;
  falseDiscoveryRate?: number | undefined;
  by?: readonly GroupName[] | undefined;
}

type Metrics = typeof import('../metrics/index.ts');
type Watch = Watched<readonly CellSum[]> & { place: Place };

const startOfDay = (time: Date): Date => new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);

/** Charts of one metric by one dimension: for each instrument and group, its days. */
function watchesOf(
  sums: readonly CellSum[],
  from: Date,
  sampling: (place: Place) => Watch['sample'],
): Watch[] {
  const nameOf = ({ metric, instrument, group }: CellSum) => JSON.stringify({ metric, instrument, group });
  return [...Map.groupBy(sums, nameOf)].map(([name, own]) => {
    const place = JSON.parse(name) as Place;
    const byDay = [...Map.groupBy(own, ({ day }) => day ?? 0)].sort(([a], [b]) => a - b);
    const days = byDay.map(([hour, data]) => ({ day: new Date(hour * HOUR_MS), data }));
    return {
      place,
      baseline: days.filter(({ day }) => day < from).map(({ data }) => data),
      days: days.filter(({ day }) => day >= from),
      sample: sampling(place),
    };
  });
}

/** Scores of days together, in the unit of their metric. */
const surveySampling =
  ({ sampleOfScores }: Metrics) =>
  ({ metric, instrument }: Place): Watch['sample'] =>
  (days, options) => {
    const scores = new Map<number, number>();
    for (const { bin, n } of days.flat()) {
      const { score } = surveyBin(bin);
      if (score !== null) scores.set(score, (scores.get(score) ?? 0) + n);
    }
    return sampleOfScores(metric as SurveyMetric, instrument ?? '', scores, options);
  };

/** Logarithms of durations of days together. */
const durationSampling = (): Watch['sample'] => (days) => {
  const bins = days.flat().filter(({ bin }) => bin >= 0);
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  if (n < 2) return null;
  const total = bins.reduce((sum, { logs }) => sum + logs, 0) / 1e6;
  const squares = bins.reduce((sum, { log_squares }) => sum + log_squares, 0) / 1e6;
  return { n, mean: total / n, variance: Math.max(0, (squares - total ** 2 / n) / (n - 1)) };
};

/** Whether more of it is better. */
function isBetter({ metric, instrument }: Place, difference: number): boolean {
  if (DURATIONS.includes(metric as DurationMetric)) return difference < 0;
  const scale = instrument === null ? null : scaleOfInstrument(instrument);
  const highIsGood = metric !== 'ces' || scale?.orientation !== 'low_is_good';
  return highIsGood === difference > 0;
}

const RANGES: Partial<Record<MetricName, { min: number; max: number }>> = {
  csat: { min: 0, max: 100 },
  nps: { min: -100, max: 100 },
};

function rangeOf({ metric, instrument }: Place): { min: number; max: number } {
  const known = RANGES[metric];
  const scale = instrument === null ? null : scaleOfInstrument(instrument);
  return known ?? scale ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
}

/** A chart of logarithms in seconds. */
const inSeconds = ({ centre, points }: ControlChart): ControlChart => ({
  centre: Math.exp(centre),
  points: points.map((point) => ({
    ...point,
    value: Math.exp(point.value),
    lcl: Math.exp(point.lcl),
    ucl: Math.exp(point.ucl),
  })),
});

function raised(watch: Watch, alarm: Alarm, metrics: Metrics): RaisedAlarm {
  const { place } = watch;
  const direction = isBetter(place, alarm.difference) ? ('better' as const) : ('worse' as const);
  const chart = metrics.controlChart(watch, rangeOf(place));
  const sure = { direction, confidence: 1 - alarm.p };
  if (!DURATIONS.includes(place.metric as DurationMetric)) {
    return { ...place, ...alarm, ...sure, interval: { ...alarm.interval, of: 'difference' }, chart };
  }
  const [before, after] = [Math.exp(alarm.before), Math.exp(alarm.after)];
  const { low, high, ...about } = alarm.interval;
  const interval = { ...about, low: Math.exp(low), high: Math.exp(high), of: 'ratio' as const };
  const told = { ...alarm, before, after, difference: after - before, interval };
  return { ...place, ...told, ...sure, chart: chart === null ? null : inSeconds(chart) };
}

/**
 * What moved: every survey metric and every duration, everywhere and by each dimension, the last days against those
 * before them. Days are whole days in UTC. All that is watched is held to one rate of false discoveries.
 */
export async function alarmReport(
  db: Db,
  setting: Measurement,
  query: AlarmQuery,
  now: Date,
): Promise<AlarmReport> {
  const to = startOfDay(query.to ?? now);
  const from = new Date(to.getTime() - (query.days ?? setting.alarms.days) * DAY_MS);
  const baseline_from = new Date(
    from.getTime() - (query.baselineDays ?? setting.alarms.baseline_days) * DAY_MS,
  );
  const attributes = setting.segments.map((name): GroupName => `segment.${name}`);
  const by = query.by ?? ['channel', 'team', 'template', ...attributes];
  const metrics = await import('../metrics/index.ts');
  const range = { from: baseline_from, to, filter: {}, daily: true };
  const watches = await atOneMoment(db, async (snapshot) => {
    const found: Watch[] = [];
    for (const groupBy of [[], ...by.map((name) => [name])]) {
      const scores = await cellSums(snapshot, 'survey', { ...range, metrics: SurveyMetric.options, groupBy });
      const answered = scores.filter(({ bin }) => surveyBin(bin).score !== null);
      found.push(...watchesOf(answered, from, surveySampling(metrics)));
      if (groupBy.includes('template')) continue;
      const times = await cellSums(snapshot, 'service', { ...range, metrics: DURATIONS, groupBy });
      found.push(...watchesOf(times, from, durationSampling));
    }
    return found;
  });
  const falseDiscoveryRate = query.falseDiscoveryRate ?? setting.alarms.false_discovery_rate;
  const alarms = metrics.alarms(watches, { falseDiscoveryRate });
  return {
    from,
    to,
    baseline_from,
    false_discovery_rate: falseDiscoveryRate,
    watched: watches.length,
    alarms: watches
      .flatMap((watch, i) => {
        const alarm = alarms[i];
        return alarm == null ? [] : [raised(watch, alarm, metrics)];
      })
      .sort((a, b) => a.p - b.p),
  };
}
