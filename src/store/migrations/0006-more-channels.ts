import { type Kysely, sql } from 'kysely';

/** What more channels need: the form in which a question went out, and rates that hold over all processes. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  'alter table asks add column rung text, add column rung_reason text',
  // Whether a platform still takes free text depends on when the customer was last heard in the thread.
  'create index inbound_by_thread_and_id on inbound (thread_key, id)',

  // One row an account and one a chat. `slots` are the sends that limits still count, in milliseconds of the epoch.
  `create table rates (
    key text primary key,
    slots double precision[] not null default '{}',
    line_at double precision not null default 0,
    paused_until double precision not null default 0,
    touched_at timestamptz not null
  )`,
  'create index rates_by_touch on rates (touched_at)',
];
