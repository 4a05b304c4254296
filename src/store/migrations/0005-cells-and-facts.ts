import { type Kysely, sql } from 'kysely';

/**
 * Figures are read from cells. Every change of an invitation or a conversation leaves, in its own transaction, the
 * image that no longer holds (−1) and the one that does (+1); a job folds these into the cells. Triggers, and not the
 * program, write them: whatever changes a row, the cells follow.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...COLUMNS, ...FACTS, ...CELLS, ...IMAGES, ...TRIGGERS, ...REPEATS]) {
    await sql.raw(statement).execute(db);
  }
}

const COLUMNS = [
  // Attributes of the person as they were at the close; which ones is a setting.
  `alter table invitations add column segment jsonb not null default '{}'`,
  // `marks`: 1 unresolvable at level 1, 2 abandoned, 4 misrouted. `repeated_at`: the next contact of the same person.
  `alter table conversations add column segment jsonb not null default '{}',
    add column marks smallint not null default 0, add column repeated_at timestamptz`,
  'create index conversations_by_person_and_time on conversations (contact_id, closed_at)',
];

const CELLS = [
  // `level`: which of the dimensions this key is told apart by; see LEVELS in src/store/cell-levels.ts.
  `create table cell_keys (
    id integer generated always as identity primary key,
    digest uuid not null unique,
    level smallint not null,
    metric text not null,
    instrument text,
    reason text,
    channel text,
    template text,
    variant text,
    language text,
    team text,
    agent text,
    segment jsonb
  )`,
  // For each key of level 0 the keys that its cells are summed into, itself among them.
  `create table cell_rollups (
    key_id integer not null, level smallint not null, into_id integer not null, primary key (key_id, level)
  )`,
  'create index cell_keys_by_metric on cell_keys (metric, level)',
  'create index cell_keys_by_agent on cell_keys (agent) where agent is not null',
  // `grain`: 0 hour of level 0, 1 day, 2 month, 3 year, 4 hour; `at`: its first hour since 1970, in UTC. `bin`: src/store/survey-bin.ts.
  `create table survey_cells (
    key_id integer not null,
    grain smallint not null,
    at integer not null,
    bin integer not null,
    n integer not null,
    primary key (key_id, grain, at, bin)
  ) with (fillfactor = 85)`,
  'create index survey_cells_by_hour on survey_cells (at) where grain = 0',
  // Sums beside the counts, so that means and their intervals are exact: milliseconds, and millionths of logarithms.
  `create table service_cells (
    key_id integer not null,
    grain smallint not null,
    at integer not null,
    bin integer not null,
    n integer not null,
    total numeric not null,
    squares numeric not null,
    logs numeric not null,
    log_squares numeric not null,
    primary key (key_id, grain, at, bin)
  ) with (fillfactor = 85)`,
  'create index service_cells_by_hour on service_cells (at) where grain = 0',
  `create table survey_deltas (
    sign smallint not null, at integer not null, metric text not null, instrument text, reason text,
    channel text, template text, variant text, language text, team text, agent text, segment jsonb, bin integer not null
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`,
  `create table service_deltas (
    sign smallint not null, at integer not null, channel text, team text, agent text, segment jsonb,
    handle_ms bigint, resolution_ms bigint, first_response_ms bigint, contact smallint not null
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`,
];

const hourOf = (time: string) => `floor(extract(epoch from ${time}) / 3600)::integer`;
const msBetween = (from: string, to: string) => `round(extract(epoch from ${to} - ${from}) * 1000)::bigint`;
const NAMED = "('suppressed', 'cancelled', 'failed')";

/** An invitation as the cells see it; `r` names the row. */
export const surveyImage = (r: string) => `
  ${hourOf(`${r}.created_at`)}, ${r}.metric, ${r}.instrument,
  case when ${r}.state in ${NAMED} then ${r}.reason end,
  ${r}.channel, ${r}.template_id, ${r}.variant, ${r}.language, ${r}.team, ${r}.agent_id, ${r}.segment,
  (case ${r}.state when 'suppressed' then 1 when 'cancelled' then 2 when 'failed' then 3 when 'expired' then 4
    when 'opted_out' then 5 when 'handed_over' then 6 else 0 end) * 4096
  + (${r}.sent_at is not null)::integer * 128
  + (coalesce(${r}.delivered_at, ${r}.answered_at) is not null)::integer * 256
  + (${r}.answered_at is not null)::integer * 512
  + (${r}.completed_at is not null)::integer * 1024
  + (${r}.receipts and ${r}.sent_at is not null)::integer * 2048
  + coalesce(${r}.score + 1, 0)`;

/** When a customer's last message came after the first answer; null where nobody knows. */
const replied = (r: string) => `coalesce(
  ${r}.last_customer_message_at > ${r}.first_response_at, ${r}.customer_messages > 1)`;

/** A close as the cells see it: three durations, and when the person came back (days, 0 never) with the marks. */
const serviceImage = (r: string) => `
  ${hourOf(`${r}.closed_at`)}, ${r}.channel, ${r}.team, ${r}.agent_id, ${r}.segment,
  round(${r}.handle_seconds * 1000)::bigint,
  ${msBetween(`${r}.opened_at`, `${r}.closed_at`)},
  ${msBetween(`${r}.opened_at`, `${r}.first_response_at`)},
  (case when coalesce(${r}.repeated_at, ${r}.reopened_at) is null then 0 else
    least(366, greatest(1, ceil(extract(epoch from
      least(${r}.repeated_at, ${r}.reopened_at) - ${r}.closed_at) / 86400)))::integer end * 32
  + ${r}.marks * 4
  + case ${replied(r)} when true then 2 when false then 0 else 1 end)::smallint`;

/** An answer that was given elsewhere and is told as a fact: sent, delivered, complete and scored. */
export const answerImage = (r: string) => `
  ${hourOf(`${r}.at`)}, ${r}.body ->> 'metric', ${r}.body ->> 'instrument', null::text,
  ${['channel', 'template', 'variant', 'language', 'team', 'agent'].map((name) => `${r}.body ->> '${name}'`).join(', ')},
  coalesce(${r}.body -> 'segment', '{}'),
  128 + 256 + 512 + 1024 + 1 + (${r}.body ->> 'score')::integer`;

export const SURVEY_COLUMNS =
  'at, metric, instrument, reason, channel, template, variant, language, team, agent, segment, bin';
const SERVICE_COLUMNS =
  'at, channel, team, agent, segment, handle_ms, resolution_ms, first_response_ms, contact';

/** Which rows count at all. Spam and what was merged into another conversation are no contacts. */
export const surveyCounts = (r: string) => `${r}.metric is not null`;
export const answerCounts = (r: string) => `${r}.kind = 'answer'`;
const serviceCounts = (r: string) => `${r}.spam is not true and ${r}.merged_into is null`;

type OfRow = (row: string) => string;

/** What the cells must hold, by the rows themselves: for the parts of an hour at the ends of a range, and to verify. */
const IMAGES = [
  `create view survey_images (exact_at, sign, ${SURVEY_COLUMNS}) as
    select i.created_at, 1::smallint, ${surveyImage('i')} from invitations as i where ${surveyCounts('i')}
    union all
    select f.at, 1::smallint, ${answerImage('f')} from facts as f where ${answerCounts('f')}`,
  `create view service_images (exact_at, sign, ${SERVICE_COLUMNS}) as
    select c.closed_at, 1::smallint, ${serviceImage('c')} from conversations as c where ${serviceCounts('c')}`,
];

const follow = (rows: string, table: string, columns: string, image: OfRow, counts: OfRow) => `
  create function follow_${rows}() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' and ${counts('old')} then
      insert into ${table} (sign, ${columns}) values (-1, ${image('old')});
    end if;
    if tg_op <> 'DELETE' and ${counts('new')} then
      insert into ${table} (sign, ${columns}) values (1, ${image('new')});
    end if;
    return null;
  end $$`;

const triggers = (rows: string, image: OfRow, counts: OfRow) => [
  `create trigger cells_follow_insert after insert on ${rows}
    for each row execute function follow_${rows}()`,
  `create trigger cells_follow_delete after delete on ${rows}
    for each row execute function follow_${rows}()`,
  `create trigger cells_follow_update after update on ${rows}
    for each row when (row(${image('old')}, ${counts('old')}) is distinct from row(${image('new')}, ${counts('new')}))
    execute function follow_${rows}()`,
];

/** Only of answers: a purchase costs no more than its row. */
const answerTriggers = () =>
  (['insert', 'delete', 'update'] as const).map((event) => {
    const rows = { insert: ['new'], delete: ['old'], update: ['old', 'new'] }[event];
    return `create trigger cells_follow_${event} after ${event} on facts for each row
      when (${rows.map(answerCounts).join(' or ')}) execute function follow_facts()`;
  });

const TRIGGERS = [
  follow('invitations', 'survey_deltas', SURVEY_COLUMNS, surveyImage, surveyCounts),
  follow('conversations', 'service_deltas', SERVICE_COLUMNS, serviceImage, serviceCounts),
  follow('facts', 'survey_deltas', SURVEY_COLUMNS, answerImage, answerCounts),
  ...triggers('invitations', surveyImage, surveyCounts),
  ...triggers('conversations', serviceImage, serviceCounts),
  ...answerTriggers(),
  // What was there before the cells.
  `insert into survey_deltas (sign, ${SURVEY_COLUMNS}) select sign, ${SURVEY_COLUMNS} from survey_images`,
  `insert into service_deltas (sign, ${SERVICE_COLUMNS}) select sign, ${SERVICE_COLUMNS} from service_images`,
];

/**
 * A person who comes back: each close knows when the next contact began, in whatever order the closes are told. A
 * second close of the same conversation is a contact of its own, which began with its close.
 */
const began = (r: string, of: string) => `
  case when ${r}.source = ${of}.source and ${r}.external_id = ${of}.external_id then ${r}.closed_at
    else coalesce(${r}.opened_at, ${r}.closed_at) end`;

const REPEATS = [
  `create function link_repeats() returns trigger language plpgsql as $$
  begin
    update conversations as c set repeated_at = ${began('new', 'c')}
    where c.contact_id = new.contact_id and c.id <> new.id
      and c.closed_at < ${began('new', 'c')} and (c.repeated_at is null or c.repeated_at > ${began('new', 'c')});
    update conversations as c set repeated_at = new.closed_at
    where c.source = new.source and c.external_id = new.external_id and c.id <> new.id
      and c.closed_at < new.closed_at and (c.repeated_at is null or c.repeated_at > new.closed_at);
    update conversations as c set repeated_at = later.at
    from (
      select min(began) as at from (
        select ${began('o', 'new')} as began from conversations as o where o.contact_id = new.contact_id
        union all
        select o.closed_at from conversations as o
        where o.source = new.source and o.external_id = new.external_id
      ) as contacts where began > new.closed_at
    ) as later
    where c.id = new.id and later.at is not null and (c.repeated_at is null or c.repeated_at > later.at);
    return null;
  end $$`,
  `create trigger repeats_of_insert after insert on conversations
    for each row execute function link_repeats()`,
  `create trigger repeats_of_merge after update of contact_id on conversations
    for each row when (old.contact_id is distinct from new.contact_id and new.contact_id is not null)
    execute function link_repeats()`,
  `create function segment_of(person bigint, names text[]) returns jsonb language sql stable as $$
    select coalesce(jsonb_object_agg(key, value), '{}') from contacts, jsonb_each(attributes)
    where contacts.id = person and key = any(names)
  $$`,
];

const FACTS = [
  `create table facts (
    kind text not null,
    id text not null,
    customer text,
    at timestamptz not null,
    ended_at timestamptz,
    amount numeric,
    currency text,
    body jsonb not null,
    received_at timestamptz not null,
    primary key (kind, id)
  )`,
  'create index facts_by_time on facts (kind, at)',
  'create index facts_by_customer on facts (customer, kind)',
  // The handles by which a customer of the facts is the contact of a conversation.
  `create table customer_identities (
    type text not null,
    value text not null,
    customer text not null,
    primary key (type, value, customer)
  )`,
  'create index customer_identities_by_customer on customer_identities (customer)',
];
