import { sql } from 'kysely';
import type { Rung } from '../model/ladder.ts';
import type { MessageRef, OutgoingMessage } from '../model/outgoing.ts';
import type { AskRow, AskState, Db, InvitationRow } from './schema.ts';

export async function insertAsk(
  db: Db,
  ask: {
    invitationId: number;
    key: string;
    purpose: string;
    questionId: string | null;
    message: OutgoingMessage;
    now: Date;
  },
): Promise<number> {
  const row = await db
    .insertInto('asks')
    .values({
      invitation_id: ask.invitationId,
      key: ask.key,
      purpose: ask.purpose,
      question_id: ask.questionId,
      message: JSON.stringify(ask.message),
      created_at: ask.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/**
 * Marks the ask as being sent, by this process, from now on by the database's clock. `attempts` counts claims and so
 * names this one: whoever holds an older one no longer decides about the ask.
 * @param form how it will go out; left out where an earlier claim is cleared up, whose form stands
 */
export async function claimAsk(
  db: Db,
  id: number,
  holder: string,
  form: { rung: Rung | null; reason: string } | null,
): Promise<void> {
  await db
    .updateTable('asks')
    .set((set) => ({
      state: 'sending',
      claimed_by: holder,
      claimed_at: sql<Date>`clock_timestamp()`,
      attempts: set('attempts', '+', 1),
      ...(form !== null && { rung: form.rung, rung_reason: form.reason }),
    }))
    .where('id', '=', id)
    .execute();
}

/**
 * Claims an ask of which all that a claim depends on is as it was seen, in one statement.
 * @param seen as `readSend` found it
 * @returns false when something has changed since, or changes now: nothing is claimed
 */
export async function claimAsSeen(
  db: Db,
  key: string,
  seen: { ask: { id: number; attempts: number }; version: string },
  holder: string,
  form: { rung: Rung | null; reason: string } | null,
): Promise<boolean> {
  const result = await sql`
    with work as (
      select asks.id from outbox
      join asks on asks.id = ${seen.ask.id}
      join invitations on invitations.id = asks.invitation_id
      where outbox.key = ${key} and asks.state = 'pending' and asks.attempts = ${seen.ask.attempts}
        and invitations.xmin::text = ${seen.version}
      for update of outbox, asks for no key update of invitations
    )
    update asks set state = 'sending', claimed_by = ${holder}, claimed_at = clock_timestamp(),
      attempts = attempts + 1, rung = ${form?.rung ?? null}, rung_reason = ${form?.reason ?? null}
    from work where asks.id = work.id`.execute(db);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** A message that is no longer wanted; the ask must be locked. */
export async function cancelAsk(db: Db, id: number): Promise<void> {
  await db.updateTable('asks').set({ state: 'cancelled' }).where('id', '=', id).execute();
}

/**
 * A send that did not go out: again pending, or at its end.
 * @returns false when the claim is no longer the latest: another process cleared the send up, and its word counts
 */
export async function settleUnsent(
  db: Db,
  claim: { id: number; attempts: number },
  outcome: { state: Extract<AskState, 'pending' | 'failed'>; code: string },
): Promise<boolean> {
  const result = await db
    .updateTable('asks')
    .set({ state: outcome.state, error_code: outcome.code })
    .where('id', '=', claim.id)
    .where('attempts', '=', claim.attempts)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * A message that the platform took and afterwards said not to have delivered is pending again, once: what went out as
 * a template stays as it is. @returns whether it is pending now
 */
export async function reviveAsk(db: Db, id: number, code: string): Promise<boolean> {
  const result = await db
    .updateTable('asks')
    .set({ state: 'pending', error_code: code, ref: null, sent_at: null })
    .where('id', '=', id)
    .where('state', '=', 'sent')
    .where('rung', 'is distinct from', 'template')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** A question as it went out, or is about to, and the invitation it belongs to. */
export interface AskedQuestion {
  ask: Pick<AskRow, 'state' | 'ref'>;
  invitation: InvitationRow;
}

/** The newest message that asked this question: the one to edit when it is answered. */
export async function newestQuestion(
  db: Db,
  invitationId: number,
  question: string,
): Promise<AskedQuestion | undefined> {
  const row = await db
    .selectFrom('asks')
    .innerJoin('invitations', 'invitations.id', 'asks.invitation_id')
    .selectAll('invitations')
    .select(['asks.state as ask_state', 'asks.ref'])
    .where('asks.invitation_id', '=', invitationId)
    .where('asks.question_id', '=', question)
    .where('asks.state', 'not in', ['cancelled', 'failed'])
    .orderBy('asks.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { ask_state: state, ref, ...invitation } = row;
  return { ask: { state, ref }, invitation };
}

/**
 * A message went out (or may have): its work is done and its ask has its end. Locks in the same order as a claim does.
 * @returns the invitation, locked; undefined when it is gone
 */
export async function settleSent(
  db: Db,
  send: { key: string; askId: number; invitationId: number },
  outcome: { state: 'sent' | 'uncertain'; ref: MessageRef | null; code: string | null; now: Date },
): Promise<InvitationRow | undefined> {
  const ref = outcome.ref === null ? null : JSON.stringify(outcome.ref);
  const result = await sql<InvitationRow>`
    with done as (delete from outbox where key = ${send.key} returning key),
    settled as (
      update asks set state = ${outcome.state}, error_code = ${outcome.code}, ref = coalesce(${ref}, ref),
        sent_at = ${outcome.now}
      where id = ${send.askId} and state <> 'sent' and (select count(*) from done) >= 0
      returning id
    )
    select invitations.* from invitations, settled
    where invitations.id = ${send.invitationId} for no key update of invitations`.execute(db);
  return result.rows[0];
}

/**
 * The work of the first message of an invitation that is still to go out, if there is one. To be asked in a statement
 * of its own once the invitation is locked: one may have been decided on, and told to wait, while the lock was waited for.
 */
export async function nextUnsent(db: Db, invitationId: number): Promise<string | undefined> {
  const result = await sql<{ key: string }>`
    select outbox.key from asks join outbox on outbox.key = 'send-' || asks.id
    where invitation_id = ${invitationId} and state = 'pending' order by asks.id limit 1`.execute(db);
  return result.rows[0]?.key;
}

/** The ask that went out as this message of the channel, if it was one of ours. */
export function askByRef(db: Db, threadKey: string, ref: MessageRef): Promise<AskRow | undefined> {
  return db
    .selectFrom('asks')
    .innerJoin('invitations', 'invitations.id', 'asks.invitation_id')
    .selectAll('asks')
    .where('invitations.thread_key', '=', threadKey)
    .where((where) => where('asks.ref', '@>', JSON.stringify(ref) as never))
    .orderBy('asks.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The invitation of a question or reminder that was decided on before this time and is not answered. */
export function lateUnanswered(db: Db, askId: number, before: Date): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('asks')
    .innerJoin('invitations', 'invitations.id', 'asks.invitation_id')
    .selectAll('invitations')
    .where('asks.id', '=', askId)
    .where('asks.purpose', 'in', ['question', 'reminder'])
    .where('asks.created_at', '<', before)
    .where('invitations.answered_at', 'is', null)
    .executeTakeFirst();
}
