import { type Kysely, sql } from 'kysely';

/**
 * What templates can say since they have a language of their own: words that hold names, wordings that are compared,
 * several answers to one question, actions; and the history of every template.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // A snapshot from the close: a name that changes later changes no question that is already planned.
  `alter table invitations add column variant text, add column variables jsonb not null default '{}'`,
  'alter table responses add column choices text[]',

  // One row for each thing that a template had done: tags, webhooks, cases, invitations to review.
  `create table actions (
    id bigint generated always as identity primary key,
    invitation_id bigint not null references invitations on delete cascade,
    kind text not null,
    detail text not null,
    state text not null,
    code text,
    at timestamptz not null,
    settled_at timestamptz
  )`,
  'create index actions_by_invitation on actions (invitation_id, id)',

  // One row for each content that a template file had while it was in force. \`version\` is null for a content with a
  // fault, which is kept when it is written over.
  `create table template_history (
    id bigint generated always as identity primary key,
    template_id text not null,
    number integer not null,
    file text not null,
    version text,
    source text not null,
    author text not null,
    changed_at timestamptz not null,
    kept_at timestamptz not null,
    difference text not null,
    unique (template_id, number)
  )`,
];
