import { type Kysely, sql } from 'kysely';

/** What agents see and do in Slack: messages of the desk, score cards in them, and the life of a case. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table cases
    add column team text,
    add column claimed_by text,
    add column claimed_at timestamptz,
    add column due_at timestamptz,
    add column responded_at timestamptz,
    add column escalated_at timestamptz,
    add column settled_by text,
    add column settled_at timestamptz,
    add column root_cause text,
    add column note text,
    add column recheck_sent_at timestamptz,
    add column recheck_answer text,
    add column recheck_answered_at timestamptz`,
  `create table case_events (
    id bigint generated always as identity primary key,
    case_id bigint not null references cases on delete cascade,
    at timestamptz not null,
    actor text,
    kind text not null,
    detail text not null default ''
  )`,
  'create index case_events_by_case on case_events (case_id, id)',

  // One row is one message in Slack, posted once and updated in place. `body` holds what a row of another table
  // does not say (a note in the thread of a case, a digest).
  `create table desk_messages (
    id bigint generated always as identity primary key,
    name text not null unique,
    place text not null,
    kind text not null,
    priority integer not null,
    case_id bigint references cases on delete cascade,
    parent_id bigint references desk_messages on delete cascade,
    body jsonb,
    state text not null default 'waiting',
    dirty boolean not null default false,
    ref_channel text,
    ref_ts text,
    attempts integer not null default 0,
    error_code text,
    created_at timestamptz not null,
    posted_at timestamptz
  )`,
  `create index desk_messages_to_post on desk_messages (place, priority, id) where state = 'waiting' or dirty`,
  'create index desk_messages_by_case on desk_messages (case_id)',
  'create index desk_messages_by_ref on desk_messages (ref_channel, ref_ts)',
  `create table desk_cards (
    invitation_id bigint primary key references invitations on delete cascade,
    place text not null,
    bad boolean not null,
    message_id bigint references desk_messages on delete set null,
    created_at timestamptz not null
  )`,
  'create index desk_cards_to_post on desk_cards (place, bad desc, created_at) where message_id is null',
  'create index desk_cards_by_message on desk_cards (message_id)',

  // A place takes one message a second: whoever posts there holds its lane.
  `create table desk_lanes (
    place text primary key,
    next_at timestamptz not null,
    message_id bigint references desk_messages on delete set null,
    claimed_at timestamptz
  )`,
];
