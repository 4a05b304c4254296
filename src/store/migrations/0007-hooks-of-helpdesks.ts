import { type Kysely, sql } from 'kysely';

/** What helpdesks deliver: stored as it came before anything is done about it, and what was refused or of no use. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // The body is a customer's conversation: it goes when the hook is worked, the row stays to know repeats by.
  `create table hooks (
    id bigint generated always as identity primary key,
    source text not null,
    delivery_id text not null,
    body text,
    received_at timestamptz not null,
    lane smallint,
    kind text,
    conversation text,
    happened_at timestamptz,
    outcome text,
    reason text,
    processed_at timestamptz,
    unique (source, delivery_id)
  )`,
  'create index hooks_by_conversation on hooks (source, conversation) where conversation is not null',
  'create index hooks_waiting on hooks (lane, id) where processed_at is null and lane is not null',
  'create index hooks_by_age on hooks (received_at)',

  // One row for each reason, so that a flood of forged hooks is a number and never a flood of rows.
  `create table hook_tally (
    source text not null,
    kind text not null,
    reason text not null,
    count bigint not null,
    last_at timestamptz not null,
    primary key (source, kind, reason)
  )`,
];
