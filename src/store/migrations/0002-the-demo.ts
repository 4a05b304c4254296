import { type Kysely, sql } from 'kysely';

/** The demo's toy helpdesk: a conversation a browser session. Empty in every installation that is no demo. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create table demo_sessions (
    id text primary key,
    visitor text not null,
    language text not null,
    metric text not null,
    conversation integer not null,
    status text not null,
    created_at timestamptz not null
  )`.execute(db);
  await sql`create table demo_agent_messages (
    id bigint generated always as identity primary key,
    session_id text not null references demo_sessions on delete cascade,
    text text not null,
    at timestamptz not null
  )`.execute(db);
}
