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
    'id' | 'key' | 'purpose' | 'question_id' | 'message' | 'state' | 'claimed_at' | 'attempts'
  >;
  invitation: Pick<
    InvitationRow,
    'id' | 'channel' | 'thread_key' | 'address' | 'state' | 'dialogue' | 'expires_at'
  >;
  /** A message of the invitation that was decided on before this one is not out yet; it goes first. */
  earlierUnsent: boolean;
}

/**
 * Locks the work of a send with the ask and its invitation, in this order, and leaves it in place until the send has
 * ended. Undefined when the work was done before, or the ask is gone.
 */
export async function lockSend(db: Db, key: string, askId: number): Promise<SendWork | undefined> {
  const row = await db
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
      'asks.claimed_at',
      'asks.attempts',
      'invitations.id as invitation_id',
      'invitations.channel',
      'invitations.thread_key',
      'invitations.expires_at',
      'invitations.address',
      'invitations.state as invitation_state',
      'invitations.dialogue',
    ])
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('asks as earlier')
            .select('earlier.id')
            .whereRef('earlier.invitation_id', '=', 'invitations.id')
            .whereRef('earlier.id', '<', 'asks.id')
            .where('earlier.state', 'in', ['pending', 'sending']),
        )
        .as('earlier_unsent'),
    )
    .forUpdate(['outbox', 'asks'])
    .forNoKeyUpdate('invitations')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const {
    invitation_id,
    channel,
    thread_key,
    address,
    invitation_state,
    dialogue,
    expires_at,
    earlier_unsent,
    ...ask
  } = row;
  const state = invitation_state;
  const invitation = { id: invitation_id, channel, thread_key, address, state, dialogue, expires_at };
  return { ask, invitation, earlierUnsent: Boolean(earlier_unsent) };
}
