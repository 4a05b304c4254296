import { type Kysely, sql } from 'kysely';

/** Whether and when a person may be asked: consents, refusals on all channels, skips, and the ground of each survey. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // An agreement to be asked, by handle and channel; '*' is every channel, in opt_outs as well.
  `create table consents (
    channel text not null,
    identity_type text not null,
    identity_value text not null,
    source text not null,
    at timestamptz not null,
    primary key (channel, identity_type, identity_value)
  )`,
  'create index opt_outs_by_identity on opt_outs (identity_type, identity_value)',
  'create index consents_by_identity on consents (identity_type, identity_value)',

  // Every change of a person's will, also those taken back: what could be asked for as proof.
  `create table consent_log (
    id bigint generated always as identity primary key,
    kind text not null,
    channel text not null,
    identity_type text not null,
    identity_value text not null,
    source text not null,
    at timestamptz not null
  )`,
  'create index consent_log_by_identity on consent_log (identity_type, identity_value, id)',

  // An agent's wish not to ask about a conversation; it holds for its next or its present close.
  `create table skips (
    id bigint generated always as identity primary key,
    source text not null,
    external_id text not null,
    agent_id text not null,
    reason text not null,
    at timestamptz not null,
    used_by bigint references conversations on delete set null
  )`,
  'create index skips_by_conversation on skips (source, external_id, id)',

  'alter table conversations add column journey_step text, add column spam boolean, add column merged_into text',

  // The ground of asking and where the person was taken to be, as they stood when it was decided; when the channel's
  // free-text window closes for the survey; and whether the channel tells of deliveries, for honest rates.
  `alter table invitations
    add column ground jsonb,
    add column window_closes_at timestamptz,
    add column receipts boolean not null default false`,

  // When the customer wrote last in a thread.
  'create index inbound_by_thread on inbound (thread_key, received_at)',
];
