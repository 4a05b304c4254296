import { sql } from 'kysely';
import type { AskRow, Db, InvitationRow } from './schema.ts';

/**
 * What begins a job: its outbox row is taken in the transaction that does its work, and whatever the work is about is
 * locked with it. One statement each, because every job begins with one.
 */

/** Takes the work and locks its invitation; undefined when the work was done before, or the invitation is gone. */
export async function takeWithInvitation(
  db: Db,
  key: string,
  invitationId: number,
): Promise<InvitationRow | undefined> {
  const result = await sql<InvitationRow>`
    with taken as (delete from outbox where key = ${key} returning key)
    select invitations.* from invitations, taken
    where invitations.id = ${invitationId} for no key update of invitations`.execute(db);
  return result.rows[0];
}

/**
 * Takes the work of an event and waits until no other transaction works events of the same thread, also across
 * processes. What waits in the thread must be read afterwards: this statement's own view is from before the wait.
 * @returns the thread; undefined when the work was done before
 */
export async function takeWithThread(db: Db, key: string, inboundId: number): Promise<string | undefined> {
  const result = await sql<{ thread_key: string }>`
    with taken as (delete from outbox where key = ${key} returning key)
    select inbound.thread_key, pg_advisory_xact_lock(hashtextextended(inbound.thread_key, 30))
    from inbound, taken where inbound.id = ${inboundId}`.execute(db);
  return result.rows[0]?.thread_key;
}

/** A message to be sent, and the invitation it belongs to. */
export interface SendWork {
  ask: Pick<
    AskRow,
    'id' | 'key' | 'purpose' | 'question_id' | 'message' | 'state' | 'attempts' | 'error_code'
  >;
  /** How old the claim on the ask is, by the database's clock, so that hosts whose clocks differ agree. */
  claimAgeMs: number;
  invitation: Pick<
    InvitationRow,
    | 'id'
    | 'conversation_id'
    | 'channel'
    | 'thread_key'
    | 'address'
    | 'expected_sender'
    | 'state'
    | 'dialogue'
    | 'expires_at'
  >;
}

/** The work of a send, seen without locking anything. */
export interface SendSeen extends SendWork {
  /** The job that carries it: "ask" for what nobody waits for, "send" for what answers a customer. */
  job: string;
  /** An earlier message of the invitation is not out yet. */
  blocked: boolean;
  /** Another with every change of the invitation. */
  version: string;
}

/** Undefined when the work was done before, or the ask is gone. */
export async function readSend(db: Db, key: string, askId: number): Promise<SendSeen | undefined> {
  const row = await sendRow(db, key, askId)
    .select(['outbox.job', sql<string>`invitations.xmin::text`.as('version')])
    .select(
      sql<boolean>`exists (select from asks as earlier where earlier.invitation_id = asks.invitation_id
        and earlier.id < asks.id and earlier.state in ('pending', 'sending'))`.as('blocked'),
    )
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { job, version, blocked, ...work } = row;
  return { ...asWork(work), job, version, blocked };
}

/**
 * Locks the work of a send with the ask and its invitation, in this order, and leaves it in place until the send has
 * ended. Undefined when the work was done before, or the ask is gone.
 */
export async function lockSend(db: Db, key: string, askId: number): Promise<SendWork | undefined> {
  const row = await sendRow(db, key, askId)
    .forUpdate(['outbox', 'asks'])
    .forNoKeyUpdate('invitations')
    .executeTakeFirst();
  return row === undefined ? undefined : asWork(row);
}

const sendRow = (db: Db, key: string, askId: number) =>
  db
    .selectFrom('outbox')
    .innerJoin('asks', (join) => join.on('asks.id', '=', askId))
    .innerJoin('invitations', 'invitations.id', 'asks.invitation_id')
    .where('outbox.key', '=', key)
    .select([
      'asks.id',
      'asks.key',
      'asks.purpose',
      'asks.question_id',
      'asks.message',
      'asks.state',
      'asks.attempts',
      'asks.error_code',
      'invitations.id as invitation_id',
      'invitations.conversation_id',
      'invitations.channel',
      'invitations.thread_key',
      'invitations.expires_at',
      'invitations.address',
      'invitations.expected_sender',
      'invitations.state as invitation_state',
      'invitations.dialogue',
    ])
    .select(
      sql<number>`coalesce(extract(epoch from clock_timestamp() - asks.claimed_at) * 1000, 0)::float8`.as(
        'claim_age',
      ),
    );

type SendRow = NonNullable<Awaited<ReturnType<ReturnType<typeof sendRow>['executeTakeFirst']>>>;

function asWork(row: SendRow): SendWork {
  const { claim_age, invitation_id, conversation_id, channel, thread_key, address, ...rest } = row;
  const { expected_sender, invitation_state: state, dialogue, expires_at, ...ask } = rest;
  return {
    ask,
    claimAgeMs: claim_age,
    invitation: {
      ...{ id: invitation_id, conversation_id, channel, thread_key, address },
      ...{ expected_sender, state, dialogue, expires_at },
    },
  };
}

/**
 * Whether a message of the invitation that was decided on before this one is not out yet; it goes first. To be asked
 * in a statement of its own once the send is locked: what is settled while the lock is waited for counts.
 */
export async function isEarlierUnsent(
  db: Db,
  ask: { id: number },
  invitation: { id: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('asks')
    .select('id')
    .where('invitation_id', '=', invitation.id)
    .where('id', '<', ask.id)
    .where('state', 'in', ['pending', 'sending'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
