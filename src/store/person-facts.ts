import { type RawBuilder, sql } from 'kysely';
import type { Identity } from '../model/contact.ts';
import type { SurveyMetric } from '../model/template.ts';
import type { PersonFacts } from '../planning/index.ts';
import { EVERY_CHANNEL } from './opt-outs.ts';

/** More than anybody is asked within the longest cap, a year, by the floor of a day. */
const MOST_ASKS = 400;

/** As the database answers; times within JSON are texts. */
export interface PersonRow {
  asks: { at: string; metric: SurveyMetric; channel: string; answered: boolean }[] | null;
  refusal: { source: string; at: string } | null;
  consent: { source: string; at: string } | null;
  attributes: PersonFacts['attributes'] | null;
  first_seen_at: string | Date | null;
  identities: Identity[] | null;
}

/** A part of a statement, and what it reads from. */
type Part = RawBuilder<unknown>;

/**
 * The columns of `PersonRow`, for a statement that has these sets at hand.
 * @param people a set of contact ids `(id)`
 * @param spoken a set of handles `(type, value)`: those of the people, and those that are just told
 */
export function personColumns(
  people: Part,
  spoken: Part,
  known: { channel: string; now: Date; except: number | null },
): Part {
  const channels = sql`(${known.channel}::text, ${EVERY_CHANNEL}::text)`;
  const willOf = (table: string, unless = sql`false`) => sql`(
    select jsonb_build_object('source', source, 'at', at) from ${sql.table(table)} as told
    join (${spoken}) as spoken on spoken.type = told.identity_type and spoken.value = told.identity_value
    where told.channel in ${channels} and not (${unless}) order by at limit 1)`;
  // One that is being asked counts as asked now; one that the platform refused for good was never asked.
  return sql`
    (
      select jsonb_agg(jsonb_build_object('at', at, 'metric', metric, 'channel', channel, 'answered', answered)
        order by at desc) from (
        select coalesce(sent_at, ${known.now}::timestamptz) as at, metric, channel,
          answered_at is not null as answered
        from invitations
        where contact_id in (${people}) and metric is not null and id is distinct from ${known.except}::bigint
          and ((sent_at is not null and state <> 'failed') or state = 'asking')
        order by 1 desc limit ${MOST_ASKS}
      ) as asked
    ) as asks,
    ${willOf('opt_outs', takenBackHere(known.channel))} as refusal,
    ${willOf('consents')} as consent,
    (
      select jsonb_object_agg(key, value) from (
        select distinct on (key) key, value from contacts, jsonb_each(attributes)
        where contacts.id in (${people}) order by key, contacts.id desc
      ) as attributes
    ) as attributes,
    (select min(least(first_seen_at, created_at)) from contacts where id in (${people})) as first_seen_at,
    (select jsonb_agg(jsonb_build_object('type', type, 'value', value) order by type, value)
      from (${spoken}) as spoken) as identities`;
}

/** A refusal of every channel no longer holds where the same handle agreed later to this one; `told` is the refusal. */
export const takenBackHere = (channel: string): Part => sql`
  told.channel = ${EVERY_CHANNEL} and exists (
    select from consents as later where later.channel = ${channel}
      and later.identity_type = told.identity_type and later.identity_value = told.identity_value
      and later.at > told.at
  )`;

const will = (row: { source: string; at: string } | null) =>
  row === null ? null : { source: row.source, at: new Date(row.at) };

/** What planning looks at, from a row. */
export const personFacts = (row: PersonRow): PersonFacts => ({
  asks: (row.asks ?? []).map((ask) => ({ ...ask, at: Date.parse(ask.at) })),
  refusal: will(row.refusal),
  consent: will(row.consent),
  firstSeenAt: row.first_seen_at === null ? null : new Date(row.first_seen_at),
  attributes: row.attributes ?? {},
  identities: row.identities ?? [],
});
