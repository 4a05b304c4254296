import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './schema.ts';

/** Which facts are counted, and by which attributes of their customer. Times: `to` exclusive. */
export interface FactQuery {
  from: Date | null;
  to: Date | null;
  /** Attributes of customers. */
  groupBy: readonly string[];
  filter: Readonly<Record<string, string | null>>;
}

/** Counts of one group, whose values come in the order of `groupBy`. */
export type Counted<T> = T & { group: (string | null)[] };

const attribute = (name: string) => sql`customer.body -> 'attributes' ->> ${name}`;

const groupOf = ({ groupBy }: FactQuery): RawBuilder<unknown> =>
  groupBy.length === 0
    ? sql`jsonb_build_array()`
    : sql`jsonb_build_array(${sql.join(groupBy.map((name) => attribute(name)))})`;

const chosen = ({ filter }: FactQuery): RawBuilder<SqlBool> =>
  sql.join(
    [
      sql<SqlBool>`true`,
      ...Object.entries(filter).map(([name, value]) =>
        value === null
          ? sql<SqlBool>`${attribute(name)} is null`
          : sql<SqlBool>`${attribute(name)} = ${value}`,
      ),
    ],
    sql` and `,
  );

/** Facts beside their customer: `fact` and `customer`. */
const withCustomer = sql`left join facts as customer on customer.kind = 'customer' and customer.id = fact.customer`;

const within = (column: RawBuilder<unknown>, { from, to }: FactQuery): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${from}::timestamptz is null or ${column} >= ${from}) and (${to}::timestamptz is null or ${column} < ${to})`;

/** A period that has not ended is known until now: nobody has left tomorrow, and nobody was a customer tomorrow. */
const seenUntil = ({ to }: FactQuery, now: Date): Date => (to === null || to > now ? now : to);

/**
 * One row a customer: since when and until when. By their subscriptions where they have any (from the first to the end
 * of the last, if none runs), otherwise by the fact of the customer itself.
 */
const spans = sql`(
  select coalesce(s.customer, c.id) as customer, coalesce(s.since, c.at) as since,
    case when s.customer is null then c.ended_at else s.until end as until
  from (
    select customer, min(at) as since,
      case when bool_or(ended_at is null) then null else max(ended_at) end as until
    from facts where kind = 'subscription' group by customer
  ) as s full join (select id, at, ended_at from facts where kind = 'customer') as c on c.id = s.customer
)`;

async function grouped<T>(db: Db, query: FactQuery, columns: RawBuilder<unknown>, from: RawBuilder<unknown>) {
  const { rows } = await sql<Counted<T>>`
    select ${groupOf(query)} as "group", ${columns} ${from} and ${chosen(query)} group by 1 order by 1`.execute(
    db,
  );
  return rows;
}

/** Customers at the start and end of a period, new ones and lost ones. Without a start, nobody was there before. */
export interface CustomerCounts {
  start: number;
  /** Of those at the start. */
  lost: number;
  /** Came within the period and are there at its end. */
  fresh: number;
  end: number;
}

export function customerCounts(db: Db, query: FactQuery, now: Date): Promise<Counted<CustomerCounts>[]> {
  const from = query.from ?? new Date(0);
  const to = seenUntil(query, now);
  const there = (at: Date) => sql`since < ${at} and (until is null or until >= ${at})`;
  return grouped(
    db,
    query,
    sql`count(*) filter (where ${there(from)})::float8 as start,
      count(*) filter (where ${there(from)} and until < ${to})::float8 as lost,
      count(*) filter (where since >= ${from} and ${there(to)})::float8 as fresh,
      count(*) filter (where ${there(to)})::float8 as "end"`,
    sql`from ${spans} as fact ${withCustomer} where true`,
  );
}

/** How long customers stayed, in days, and whether they left: as often as `count`. Seen until the end of the period. */
export interface Stay {
  days: number;
  left: boolean;
  count: number;
}

export async function stays(db: Db, query: FactQuery, now: Date): Promise<Counted<Stay>[]> {
  const to = seenUntil(query, now);
  const { rows } = await sql<Counted<Stay>>`
    select ${groupOf(query)} as "group",
      floor(extract(epoch from least(until, ${to}) - since) / 86400)::float8 as days,
      (until is not null and until < ${to}) as left, count(*)::float8 as count
    from ${spans} as fact ${withCustomer}
    where since < ${to} and (${query.from}::timestamptz is null or since >= ${query.from}) and ${chosen(query)}
    group by 1, 2, 3`.execute(db);
  return rows;
}

/** Purchases of a period, by currency. */
export interface PurchaseCounts {
  currency: string;
  purchases: number;
  /** Of those, by customers whose time as a customer is known: they alone make a rate by time. */
  by_known: number;
  referred: number;
  amount: number;
  customers: number;
}

export async function purchaseCounts(db: Db, query: FactQuery): Promise<Counted<PurchaseCounts>[]> {
  const { rows } = await sql<Counted<PurchaseCounts>>`
    select ${groupOf(query)} as "group", fact.currency, count(*)::float8 as purchases,
      (count(*) filter (where customer.id is not null or exists (
        select from facts as s where s.kind = 'subscription' and s.customer = fact.customer)))::float8 as by_known,
      (count(*) filter (where (fact.body ->> 'referred')::boolean))::float8 as referred,
      sum(fact.amount)::float8 as amount, count(distinct fact.customer)::float8 as customers
    from facts as fact ${withCustomer}
    where fact.kind = 'purchase' and ${within(sql`fact.at`, query)} and ${chosen(query)}
    group by 1, 2`.execute(db);
  return rows;
}

/** Trials that ended in the period, and have ended: one that still runs has not failed to convert. */
export function trialCounts(
  db: Db,
  query: FactQuery,
  now: Date,
): Promise<Counted<{ ended: number; converted: number }>[]> {
  return grouped(
    db,
    query,
    sql`count(*)::float8 as ended, (count(*) filter (where (fact.body ->> 'converted')::boolean))::float8 as converted`,
    sql`from facts as fact ${withCustomer} where fact.kind = 'trial'
      and ${within(sql`fact.ended_at`, { ...query, to: seenUntil(query, now) })}`,
  );
}

/** Mentions of the period; reposts are told apart and counted nowhere else. */
export interface MentionCounts {
  mentions: number;
  negative: number;
  cases: number;
  reposts: number;
}

export function mentionCounts(db: Db, query: FactQuery): Promise<Counted<MentionCounts>[]> {
  const own = sql`fact.body ->> 'repost_of' is null`;
  return grouped(
    db,
    query,
    sql`(count(*) filter (where ${own}))::float8 as mentions,
      (count(*) filter (where ${own} and (fact.body ->> 'negative')::boolean))::float8 as negative,
      (count(*) filter (where ${own} and (fact.body ->> 'opened_case')::boolean))::float8 as cases,
      (count(*) filter (where not (${own})))::float8 as reposts`,
    sql`from facts as fact ${withCustomer} where fact.kind = 'mention' and ${within(sql`fact.at`, query)}`,
  );
}

/** Customer-days within a period: how long, in all, customers could have bought. */
export function customerDays(db: Db, query: FactQuery, now: Date): Promise<Counted<{ days: number }>[]> {
  const from = query.from ?? new Date(0);
  const to = seenUntil(query, now);
  return grouped(
    db,
    query,
    sql`coalesce(sum(extract(epoch from least(coalesce(until, ${to}), ${to}) - greatest(since, ${from})) / 86400), 0)::float8
      as days`,
    sql`from ${spans} as fact ${withCustomer}
      where since < ${to} and ${from} < ${to} and (until is null or until > ${from})`,
  );
}
