import type { Selectable } from 'kysely';
import type { Database, Db } from './schema.ts';

export type ActionRow = Selectable<Database['actions']>;

/** What a template can have done; `detail` is the tag, the address or the channel. */
export type ActionKind = 'open_case' | 'alert' | 'tag' | 'webhook' | 'review';

/** Keeps what was done for an invitation, or is to be done. @returns its id */
export async function insertAction(
  db: Db,
  action: { invitationId: number; kind: ActionKind; detail: string; state: 'done' | 'pending'; now: Date },
): Promise<number> {
  const row = await db
    .insertInto('actions')
    .values({
      invitation_id: action.invitationId,
      kind: action.kind,
      detail: action.detail,
      state: action.state,
      at: action.now,
      settled_at: action.state === 'done' ? action.now : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** How an action that was pending stands: still pending with the code of the last failure, or at its end. */
export async function settleAction(
  db: Db,
  id: number,
  outcome: { state: 'done' | 'pending' | 'failed'; code: string | null; now: Date },
): Promise<void> {
  await db
    .updateTable('actions')
    .set({
      state: outcome.state,
      code: outcome.code,
      settled_at: outcome.state === 'pending' ? null : outcome.now,
    })
    .where('id', '=', id)
    .execute();
}
