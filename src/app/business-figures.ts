import { AfterwordError } from '../model/errors.ts';
import type { Measurement } from '../model/measurement.ts';
import {
  type Counted,
  customerCounts,
  customerDays,
  type FactQuery,
  mentionCounts,
  purchaseCounts,
  type Stay,
  stays,
  trialCounts,
} from '../store/fact-counts.ts';
import type { Db } from '../store/schema.ts';
import type { MetricQuery } from './metric-query.ts';

/** Metrics of the business facts. */
export const BUSINESS_METRICS = [
  'clv',
  'crr',
  'churn',
  'survival',
  'referral_rate',
  'trial_to_paid',
  'social_monitoring',
] as const;
type BusinessMetric = (typeof BUSINESS_METRICS)[number];

type Metrics = typeof import('../metrics/index.ts');

interface Asked {
  db: Db;
  facts: FactQuery;
  now: Date;
  query: MetricQuery;
  setting: Measurement;
  metrics: Metrics;
}

/** A figure with whatever its metric adds. */
type Figure = { value: number | null; n: number | null } & Record<string, unknown>;
type OfGroups = Promise<Counted<{ figure: Figure }>[]>;

const DAYS_A_YEAR = 365.25;
const EMPTY: readonly (string | null)[] = [];
const nameOf = ({ group }: { group: readonly (string | null)[] }): string => JSON.stringify(group);

const figured = <T>(rows: readonly Counted<T>[], of: (row: T) => Figure) =>
  rows.map((row) => ({ group: row.group, figure: of(row) }));

const FIGURES: Record<BusinessMetric, (asked: Asked) => OfGroups> = {
  async churn({ db, facts, now, metrics }) {
    const rows = await customerCounts(db, facts, now);
    return figured(rows, ({ start, lost }) => ({ ...metrics.churn(start, lost), start, lost }));
  },
  async crr({ db, facts, now, metrics }) {
    const rows = await customerCounts(db, facts, now);
    return figured(rows, ({ start, fresh, end }) => ({
      ...metrics.crr({ start, fresh, end }),
      start,
      new: fresh,
      end,
    }));
  },
  async survival({ db, facts, now, query, metrics }) {
    const rows = Map.groupBy(await stays(db, facts, now), nameOf);
    const at = query.at ?? [30, 90, 180, 365];
    return [...rows].map(([name, own]) => ({
      group: JSON.parse(name) as (string | null)[],
      figure: { ...metrics.survival(subjectsOf(own), at), unit: 'days' },
    }));
  },
  async referral_rate({ db, facts, metrics }) {
    const rows = Map.groupBy(await purchaseCounts(db, facts), nameOf);
    return [...rows].map(([name, own]) => {
      const purchases = own.reduce((sum, row) => sum + row.purchases, 0);
      const referred = own.reduce((sum, row) => sum + row.referred, 0);
      const group = JSON.parse(name) as (string | null)[];
      return { group, figure: { ...metrics.referralRate(referred, purchases), referred, purchases } };
    });
  },
  async trial_to_paid({ db, facts, now, metrics }) {
    return figured(await trialCounts(db, facts, now), (counts) => ({
      ...metrics.trialToPaid([counts]),
      ended: counts.ended,
      converted: counts.converted,
    }));
  },
  async social_monitoring({ db, facts, now, metrics }) {
    const customers = new Map((await customerCounts(db, facts, now)).map((row) => [nameOf(row), row.end]));
    return (await mentionCounts(db, facts)).map((row) => ({
      group: row.group,
      figure: { ...metrics.socialOfCounts(row, customers.get(nameOf(row)) ?? 0), interval: null },
    }));
  },
  clv: lifetimeValues,
};

const subjectsOf = (rows: readonly Stay[]): { time: number; event: boolean }[] =>
  rows.flatMap(({ days, left, count }) => Array.from({ length: count }, () => ({ time: days, event: left })));

/** Average sale × purchases a customer and year × years that customers stay × margin, each shown beside the value. */
async function lifetimeValues(asked: Asked): OfGroups {
  const { db, facts, now, metrics } = asked;
  const margin = asked.query.margin ?? asked.setting.margin ?? null;
  const purchases = Map.groupBy(await purchaseCounts(db, facts), nameOf);
  const days = new Map((await customerDays(db, facts, now)).map((row) => [nameOf(row), row.days]));
  // Whoever came before the period counts as well: the length of their stay is what is asked for.
  const stayed = Map.groupBy(await stays(db, { ...facts, from: null }, now), nameOf);
  return [...purchases].map(([name, own]) => {
    const [sale, ...others] = own.toSorted((a, b) => b.purchases - a.purchases);
    const years = (days.get(name) ?? 0) / DAYS_A_YEAR;
    const stay = metrics.meanStay(subjectsOf(stayed.get(name) ?? []));
    const inputs = {
      currency: sale?.currency ?? null,
      average_sale: sale === undefined || sale.purchases === 0 ? null : sale.amount / sale.purchases,
      transactions_per_year: years === 0 || sale === undefined ? null : sale.by_known / years,
      retention_years: stay === null ? null : stay / DAYS_A_YEAR,
      margin,
    };
    const { average_sale, transactions_per_year, retention_years } = inputs;
    const value =
      average_sale === null || transactions_per_year === null || retention_years === null || margin === null
        ? null
        : metrics.clv(average_sale, transactions_per_year, retention_years, margin).value;
    const left_out = others.reduce((sum, row) => sum + row.purchases, 0);
    const figure = { value, n: sale?.purchases ?? 0, interval: null, ...inputs, other_currencies: left_out };
    return { group: JSON.parse(name) as (string | null)[], figure };
  });
}

/** The attribute behind `segment.plan`. @throws AfterwordError AW_QUERY for any other dimension */
function attributeOf(name: string, metric: string): string {
  if (name.startsWith('segment.')) return name.slice('segment.'.length);
  throw new AfterwordError(
    'AW_QUERY',
    `"${metric}" is told apart by segment.<attribute> only, not by "${name}".`,
    {
      faults: [{ path: name, message: 'expected segment.<attribute>, an attribute of the customers' }],
    },
  );
}

/** A figure of the business facts, whole and by attributes of the customers. `db` is a transaction. */
export async function businessFigures(db: Db, setting: Measurement, query: MetricQuery, now: Date) {
  const metric = query.metric as BusinessMetric;
  const names = query.groupBy.map((name) => attributeOf(name, metric));
  const filter = Object.fromEntries(
    Object.entries(query.filter).map(([name, value]) => [attributeOf(name, metric), value ?? null]),
  );
  const whole: FactQuery = { from: query.from, to: query.to, groupBy: [], filter };
  const metrics = await import('../metrics/index.ts');
  const asked = { db, now, query, setting, metrics };
  const [all] = await FIGURES[metric]({ ...asked, facts: whole });
  const groups =
    names.length === 0 ? [] : await FIGURES[metric]({ ...asked, facts: { ...whole, groupBy: names } });
  return {
    metric,
    ...(all?.figure ?? { value: null, n: 0, interval: null }),
    groups: groups.map(({ group, figure }) => ({
      group: Object.fromEntries(query.groupBy.map((name, i) => [name, (group ?? EMPTY)[i] ?? null])),
      ...figure,
    })),
  };
}
