import { sql } from 'kysely';
import type { SurveyMetric } from '../model/template.ts';
import { type CellQuery, chosenRows } from './cells.ts';
import type { Db } from './schema.ts';

/** A person who answered and is known as a customer: what they said, whether they left, and what they spent. */
export interface MatchedPerson {
  /** Mean score of their answers in the period. */
  score: number;
  /** They left after their first answer, before `now`; null where they were gone before it. */
  left: boolean | null;
  /** What they spent, in the currency that most purchases have. */
  spent: number;
}

/** More pairs than this add nothing to an interval and weigh on memory. */
const MOST = 200_000;

const TOLD_BY = sql.raw(
  ['channel', 'template', 'variant', 'language', 'team', 'agent', 'instrument']
    .map((name) => `body ->> '${name}' as ${name}`)
    .join(', '),
);

/**
 * Persons whose answers and facts can be matched: the contact and the customer share a handle, or an answer from
 * elsewhere names the customer. Only answers of one instrument, and those that the filter asks for.
 */
export async function matchedPeople(
  db: Db,
  query: {
    metric: SurveyMetric;
    instrument: string;
    from: Date | null;
    to: Date | null;
    filter: CellQuery['filter'];
    now: Date;
  },
): Promise<MatchedPerson[]> {
  const { metric, instrument, from, to, filter, now } = query;
  const within = sql`(${from}::timestamptz is null or at >= ${from}) and (${to}::timestamptz is null or at < ${to}) and ${chosenRows(filter)}`;
  const { rows } = await sql<MatchedPerson>`
    with told as (
      select c.customer, i.score, i.created_at as at, i.channel, i.template_id as template, i.variant, i.language,
        i.team, i.agent_id as agent, i.instrument, i.segment from invitations as i
      join identities as h on h.contact_id = i.contact_id
      join customer_identities as c on c.type = h.type and c.value = h.value
      where i.metric = ${metric} and i.instrument = ${instrument} and i.score is not null
      union
      select customer, (body ->> 'score')::integer, at, ${TOLD_BY}, coalesce(body -> 'segment', '{}') from facts
      where kind = 'answer' and customer is not null and body ->> 'instrument' = ${instrument}
    ), scored as (
      select customer, avg(score)::float8 as score, min(at) as at from told where ${within} group by customer
    ), money as (
      select currency from facts where kind = 'purchase' group by currency order by count(*) desc limit 1
    )
    select scored.score,
      case when ended.at < scored.at then null else coalesce(ended.at < ${now}, false) end as left,
      coalesce((select sum(amount) from facts as p where p.kind = 'purchase' and p.customer = scored.customer
        and p.currency = (select currency from money)), 0)::float8 as spent
    from scored join facts as customer on customer.kind = 'customer' and customer.id = scored.customer
    left join lateral (
      select case when count(*) = 0 then customer.ended_at
        when bool_or(s.ended_at is null) then null else max(s.ended_at) end as at
      from facts as s where s.kind = 'subscription' and s.customer = scored.customer
    ) as ended on true
    limit ${MOST}`.execute(db);
  return rows;
}
