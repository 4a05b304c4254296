import { type Kysely, sql } from 'kysely';

/**
 * The ledger: who was to be asked about what, what was sent, what came back. Rows are added and change state;
 * nothing here is ever deleted by the normal course of things, except outbox rows when their work is done.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table contacts (
    id bigint generated always as identity primary key,
    name text,
    language text,
    attributes jsonb not null default '{}',
    first_seen_at timestamptz,
    created_at timestamptz not null
  )`,
  `create table identities (
    type text not null,
    value text not null,
    contact_id bigint not null references contacts on delete restrict,
    primary key (type, value)
  )`,
  'create index identities_by_contact on identities (contact_id)',

  // One row a close: a conversation that is reopened and closed again has two.
  `create table conversations (
    id bigint generated always as identity primary key,
    public_id uuid not null unique default gen_random_uuid(),
    source text not null,
    external_id text not null,
    closed_at timestamptz not null,
    closed_at_given boolean not null,
    contact_id bigint references contacts on delete set null,
    channel text not null,
    thread_key text not null,
    address jsonb not null,
    agent_id text,
    agent_name text,
    team text,
    tags text[] not null default '{}',
    opened_at timestamptz,
    first_response_at timestamptz,
    last_customer_message_at timestamptz,
    handle_seconds double precision,
    customer_messages integer,
    closed_by text,
    reopened_at timestamptz,
    received_at timestamptz not null,
    unique (source, external_id, closed_at)
  )`,
  'create index conversations_by_external_id on conversations (external_id, closed_at)',
  'create index conversations_by_contact on conversations (contact_id)',
  'create index conversations_by_thread on conversations (thread_key)',
  `create table template_versions (
    version text primary key,
    template_id text not null,
    body jsonb not null,
    first_seen_at timestamptz not null
  )`,
  `create table invitations (
    id bigint generated always as identity primary key,
    public_id uuid not null unique default gen_random_uuid(),
    conversation_id bigint not null unique references conversations on delete cascade,
    contact_id bigint references contacts on delete set null,
    channel text not null,
    thread_key text not null,
    address jsonb not null,
    expected_sender jsonb,
    agent_id text,
    team text,
    template_id text,
    template_version text references template_versions,
    metric text,
    instrument text,
    language text not null,
    state text not null,
    reason text,
    checks jsonb not null,
    dialogue jsonb not null,
    due_at timestamptz,
    expires_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    answered_at timestamptz,
    completed_at timestamptz,
    score integer,
    scored_at timestamptz,
    created_at timestamptz not null
  )`,
  // Typed answers are matched by thread, the newest invitation first.
  'create index invitations_by_thread on invitations (thread_key, id)',
  'create index invitations_by_contact on invitations (contact_id, sent_at)',
  'create index invitations_by_template on invitations (template_version)',
  'create index invitations_by_time on invitations (metric, created_at)',
  `create table transitions (
    id bigint generated always as identity primary key,
    invitation_id bigint not null references invitations on delete cascade,
    at timestamptz not null,
    state text not null,
    reason text
  )`,
  'create index transitions_by_invitation on transitions (invitation_id, id)',

  // One row a message we send. \`key\` names the send for ever; "asked once" is this row, not a job id.
  `create table asks (
    id bigint generated always as identity primary key,
    invitation_id bigint not null references invitations on delete cascade,
    key text not null unique,
    purpose text not null,
    question_id text,
    message jsonb not null,
    state text not null default 'pending',
    claimed_by text,
    claimed_at timestamptz,
    attempts integer not null default 0,
    ref jsonb,
    error_code text,
    created_at timestamptz not null,
    sent_at timestamptz
  )`,
  'create index asks_by_invitation on asks (invitation_id, id)',
  `create table responses (
    id bigint generated always as identity primary key,
    invitation_id bigint not null references invitations on delete cascade,
    question_id text not null,
    score integer,
    choice text,
    text text,
    skipped boolean not null default false,
    inbound_id bigint,
    at timestamptz not null,
    superseded_at timestamptz
  )`,
  'create index responses_by_invitation on responses (invitation_id, id)',

  `create table inbound (
    id bigint generated always as identity primary key,
    channel text not null,
    event_id text not null,
    thread_key text not null,
    event jsonb not null,
    invitation_id bigint references invitations on delete set null,
    outcome text,
    received_at timestamptz not null,
    processed_at timestamptz,
    unique (channel, event_id)
  )`,
  'create index inbound_by_invitation on inbound (invitation_id, id)',
  'create index inbound_waiting on inbound (thread_key, id) where processed_at is null',
  `create table handovers (
    id bigint generated always as identity primary key,
    inbound_id bigint unique references inbound on delete cascade,
    invitation_id bigint references invitations on delete set null,
    channel text not null,
    thread_key text not null,
    reason text not null,
    text text not null,
    at timestamptz not null
  )`,
  'create index handovers_by_invitation on handovers (invitation_id)',
  'create index handovers_by_thread on handovers (thread_key, id)',
  `create table opt_outs (
    channel text not null,
    identity_type text not null,
    identity_value text not null,
    source text not null,
    at timestamptz not null,
    primary key (channel, identity_type, identity_value)
  )`,
  `create table cases (
    id bigint generated always as identity primary key,
    invitation_id bigint not null unique references invitations on delete cascade,
    status text not null default 'open',
    alert_to text,
    opened_at timestamptz not null
  )`,

  // Effects that a transaction decided on and that are still to be carried out. The queue may be lost; this is not.
  `create table outbox (
    key text primary key,
    job text not null,
    payload jsonb not null,
    run_at timestamptz not null,
    relay_after timestamptz not null,
    attempts integer not null default 0,
    generation integer not null default 0,
    last_error text,
    created_at timestamptz not null
  )`,
  'create index outbox_by_relay on outbox (relay_after)',
  `create table leases (
    name text primary key,
    holder text not null,
    expires_at timestamptz not null
  )`,
  `create table transcript (
    id bigint generated always as identity primary key,
    thread text not null,
    key text not null,
    body jsonb not null,
    at timestamptz not null,
    unique (thread, key)
  )`,
  'create index transcript_by_thread on transcript (thread, id)',
];
