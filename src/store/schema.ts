import type { ColumnType, Generated, Kysely, RawBuilder, Selectable } from 'kysely';
import type { Identity } from '../model/contact.ts';
import type { Address } from '../model/conversation.ts';
import type { RuleCheck } from '../model/decision.ts';
import type { DialogueState } from '../model/dialogue.ts';
import type { IncomingEvent } from '../model/incoming.ts';
import type { InvitationState } from '../model/invitation.ts';
import type { Rung } from '../model/ladder.ts';
import type { MessageRef, OutgoingMessage } from '../model/outgoing.ts';
import type { SurveyMetric, Template } from '../model/template.ts';
import type { Variables } from '../model/variables.ts';
import type { Ground } from '../planning/index.ts';

/** A jsonb column: read as its type, written as JSON text (node-postgres would write a JS array as a SQL array). */
type Json<T> = ColumnType<T, string, string>;

/** Attributes of a person at a close, by which figures are told apart. */
export type Segment = Record<string, string | number | boolean>;

/** The tables as Kysely sees them; the migrations are the truth, `test/store/schema.test.ts` compares. */
export interface Database {
  contacts: {
    id: Generated<number>;
    name: string | null;
    language: string | null;
    attributes: Json<Record<string, string | number | boolean>>;
    first_seen_at: Date | null;
    created_at: Date;
  };
  identities: { type: string; value: string; contact_id: number };
  conversations: {
    id: Generated<number>;
    public_id: Generated<string>;
    source: string;
    external_id: string;
    closed_at: Date;
    closed_at_given: boolean;
    contact_id: number | null;
    channel: string;
    thread_key: string;
    address: Json<Address>;
    agent_id: string | null;
    agent_name: string | null;
    team: string | null;
    tags: string[];
    opened_at: Date | null;
    first_response_at: Date | null;
    last_customer_message_at: Date | null;
    handle_seconds: number | null;
    customer_messages: number | null;
    closed_by: string | null;
    reopened_at: Date | null;
    received_at: Date;
    journey_step: string | null;
    spam: boolean | null;
    merged_into: string | null;
    segment: ColumnType<Segment, string | RawBuilder<string> | undefined, string>;
    marks: Generated<number>;
    repeated_at: Generated<Date | null>;
  };
  template_versions: {
    version: string;
    template_id: string;
    body: Json<Template>;
    first_seen_at: Date;
  };
  invitations: {
    id: Generated<number>;
    public_id: Generated<string>;
    conversation_id: number;
    contact_id: number | null;
    channel: string;
    thread_key: string;
    address: Json<Address>;
    expected_sender: ColumnType<Identity | null, string | null, string | null>;
    agent_id: string | null;
    team: string | null;
    template_id: string | null;
    template_version: string | null;
    metric: string | null;
    instrument: string | null;
    language: string;
    state: InvitationState;
    reason: string | null;
    checks: Json<RuleCheck[]>;
    dialogue: Json<DialogueState>;
    due_at: Date | null;
    expires_at: Date | null;
    sent_at: Date | null;
    delivered_at: Date | null;
    answered_at: Date | null;
    completed_at: Date | null;
    score: number | null;
    scored_at: Date | null;
    created_at: Date;
    variant: string | null;
    variables: ColumnType<Variables, string | undefined, string>;
    ground: ColumnType<Ground | null, string | null | undefined, string | null>;
    window_closes_at: Date | null;
    receipts: Generated<boolean>;
    segment: ColumnType<Segment, string | RawBuilder<string> | undefined, string>;
  };
  transitions: {
    id: Generated<number>;
    invitation_id: number;
    at: Date;
    state: InvitationState;
    reason: string | null;
  };
  asks: {
    id: Generated<number>;
    invitation_id: number;
    key: string;
    purpose: string;
    question_id: string | null;
    message: Json<OutgoingMessage>;
    state: Generated<AskState>;
    claimed_by: string | null;
    claimed_at: Date | null;
    attempts: Generated<number>;
    ref: ColumnType<MessageRef | null, string | null, string | null>;
    error_code: string | null;
    created_at: Date;
    sent_at: Date | null;
    rung: Rung | null;
    rung_reason: string | null;
  };
  responses: {
    id: Generated<number>;
    invitation_id: number;
    question_id: string;
    score: number | null;
    choice: string | null;
    text: string | null;
    skipped: boolean;
    inbound_id: number | null;
    at: Date;
    superseded_at: Date | null;
    choices: string[] | null;
  };
  inbound: {
    id: Generated<number>;
    channel: string;
    event_id: string;
    thread_key: string;
    event: Json<IncomingEvent>;
    invitation_id: number | null;
    outcome: string | null;
    received_at: Date;
    processed_at: Date | null;
  };
  handovers: {
    id: Generated<number>;
    inbound_id: number | null;
    invitation_id: number | null;
    channel: string;
    thread_key: string;
    reason: string;
    text: string;
    at: Date;
  };
  opt_outs: {
    channel: string;
    identity_type: string;
    identity_value: string;
    source: string;
    at: Date;
  };
  consents: {
    channel: string;
    identity_type: string;
    identity_value: string;
    source: string;
    at: Date;
  };
  consent_log: {
    id: Generated<number>;
    kind: ConsentKind;
    channel: string;
    identity_type: string;
    identity_value: string;
    source: string;
    at: Date;
  };
  skips: {
    id: Generated<number>;
    source: string;
    external_id: string;
    agent_id: string;
    reason: string;
    at: Date;
    used_by: number | null;
  };
  cases: {
    id: Generated<number>;
    invitation_id: number;
    status: Generated<CaseStatus>;
    alert_to: string | null;
    opened_at: Date;
    team: string | null;
    /** People of the desk are named by the id that Slack knows them by. */
    claimed_by: string | null;
    claimed_at: Date | null;
    /** Until when somebody should have responded, in business hours. */
    due_at: Date | null;
    responded_at: Date | null;
    escalated_at: Date | null;
    settled_by: string | null;
    settled_at: Date | null;
    root_cause: string | null;
    note: string | null;
    recheck_sent_at: Date | null;
    recheck_answer: 'yes' | 'no' | null;
    recheck_answered_at: Date | null;
  };
  case_events: {
    id: Generated<number>;
    case_id: number;
    at: Date;
    actor: string | null;
    kind: string;
    detail: Generated<string>;
  };
  desk_messages: {
    id: Generated<number>;
    /** Our own name of it, for ever: the same name is the same message. */
    name: string;
    /** Where it goes: the id of a channel or person, or "#name". */
    place: string;
    kind: 'cards' | 'alert' | 'note' | 'digest';
    priority: number;
    case_id: number | null;
    parent_id: number | null;
    body: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
    state: Generated<DeskMessageState>;
    dirty: Generated<boolean>;
    ref_channel: string | null;
    ref_ts: string | null;
    attempts: Generated<number>;
    error_code: string | null;
    created_at: Date;
    posted_at: Date | null;
  };
  desk_cards: {
    invitation_id: number;
    place: string;
    bad: boolean;
    message_id: number | null;
    created_at: Date;
  };
  desk_lanes: { place: string; next_at: Date; message_id: number | null; claimed_at: Date | null };
  actions: {
    id: Generated<number>;
    invitation_id: number;
    kind: string;
    detail: string;
    state: string;
    code: string | null;
    at: Date;
    settled_at: Date | null;
  };
  template_history: {
    id: Generated<number>;
    /** The id of a template; of a file beside them its name: `defaults.yaml`, `words/tr.yaml`. */
    template_id: string;
    number: number;
    file: string;
    version: string | null;
    source: string;
    author: string;
    changed_at: Date;
    kept_at: Date;
    difference: string;
    state: 'in_force' | 'faulty' | 'withdrawn';
  };
  template_faults: { file: string; name: string | null; since: Date; faults: Json<KeptFault[]> };
  outbox: {
    key: string;
    job: string;
    payload: Json<Record<string, unknown>>;
    run_at: Date;
    relay_after: Date;
    attempts: Generated<number>;
    generation: Generated<number>;
    last_error: string | null;
    created_at: Date;
  };
  hooks: {
    id: Generated<number>;
    source: string;
    delivery_id: string;
    body: string | null;
    received_at: Date;
    lane: number | null;
    kind: 'closed' | 'reopened' | null;
    conversation: string | null;
    happened_at: Date | null;
    outcome: string | null;
    reason: string | null;
    processed_at: Date | null;
  };
  hook_tally: { source: string; kind: string; reason: string; count: number; last_at: Date };
  demo_sessions: {
    id: string;
    visitor: string;
    language: string;
    metric: SurveyMetric;
    conversation: number;
    status: 'open' | 'closed';
    created_at: Date;
  };
  demo_agent_messages: { id: Generated<number>; session_id: string; text: string; at: Date };
  facts: {
    kind: string;
    id: string;
    customer: string | null;
    at: Date;
    ended_at: Date | null;
    amount: string | null;
    currency: string | null;
    body: Json<Record<string, unknown>>;
    received_at: Date;
  };
  customer_identities: { type: string; value: string; customer: string };
  rates: {
    key: string;
    slots: number[];
    line_at: Generated<number>;
    paused_until: Generated<number>;
    touched_at: Date;
  };
  leases: { name: string; holder: string; expires_at: Date };
  transcript: {
    id: Generated<number>;
    thread: string;
    key: string;
    body: Json<object>;
    at: Date;
  };
}

/**
 * pending → sending → sent. `uncertain`: a crash or time-out hid whether it went out; it counts as sent and is
 * never sent again. `failed`: the platform refused for good. `cancelled`: no longer wanted when its turn came.
 */
export type AskState = 'pending' | 'sending' | 'sent' | 'uncertain' | 'failed' | 'cancelled';

/** Open until somebody claims it; resolved, or found not to be ours, at its end. */
export type CaseStatus = 'open' | 'claimed' | 'resolved' | 'not_ours';

/** waiting → posting → posted. `gone`: somebody deleted it in Slack. `failed`: Slack refuses it for good. */
export type DeskMessageState = 'waiting' | 'posting' | 'posted' | 'gone' | 'failed';

/** What a person told of their will to be asked. */
export type ConsentKind = 'opt_out' | 'opt_in';

/** The database or a transaction of it: repositories take either. */
export type Db = Kysely<Database>;

/** A fault of a template file, with its place (counted from 1) and in words. */
export interface KeptFault {
  line: number;
  column: number;
  path: string;
  message: string;
}

export type InvitationRow = Selectable<Database['invitations']>;
export type ConversationRow = Selectable<Database['conversations']>;
export type AskRow = Selectable<Database['asks']>;
export type InboundRow = Selectable<Database['inbound']>;
export type CaseRow = Selectable<Database['cases']>;
export type DeskMessageRow = Selectable<Database['desk_messages']>;
