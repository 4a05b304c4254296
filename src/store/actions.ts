import type { Selectable } from 'kysely';
import type { Database, Db } from './schema.ts';

export type ActionRow = Selectable<Database['actions']>;

/** What a template can have done; `detail` is the tag, the address or the channel. */
export type ActionKind = 'open_case' | 'alert' | 'tag' | 'webhook' | 'review';

/** What was done for an invitation, or is to be done. */
export interface NewAction {
  invitationId: number;
  kind: ActionKind;
  detail: string;
  state: 'done' | 'pending';
}

/** Keeps an action. @returns its id */
export async function insertAction(db: Db, { now, ...action }: NewAction & { now: Date }): Promise<number> {
  const [id] = await insertActions(db, [action], now);
  if (id === undefined) throw new Error('an action was not kept');
  return id;
}

/** Keeps some hundreds of actions at once. @returns their ids, in their order */
export async function insertActions(db: Db, actions: readonly NewAction[], now: Date): Promise<number[]> {
  if (actions.length === 0) return [];
  const rows = await db
    .insertInto('actions')
    .values(
      actions.map(({ invitationId, kind, detail, state }) => ({
        invitation_id: invitationId,
        kind,
        detail,
        state,
        at: now,
        settled_at: state === 'done' ? now : null,
      })),
    )
    .returning('id')
    .execute();
  // Numbered in the order of the values, in whatever order they are told.
  return rows.map(({ id }) => id).sort((a, b) => a - b);
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
