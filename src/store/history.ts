import type { Selectable } from 'kysely';
import type { ActionRow } from './actions.ts';
import type { AskRow, Database, Db, InboundRow } from './schema.ts';

/** Everything that is known of one invitation, each list in order. */
export interface InvitationHistory {
  transitions: Selectable<Database['transitions']>[];
  asks: AskRow[];
  inbound: InboundRow[];
  responses: Selectable<Database['responses']>[];
  actions: ActionRow[];
}

export async function historyOf(db: Db, invitationId: number): Promise<InvitationHistory> {
  const [transitions, asks, inbound, responses, actions] = await Promise.all([
    db
      .selectFrom('transitions')
      .selectAll()
      .where('invitation_id', '=', invitationId)
      .orderBy('id')
      .execute(),
    db.selectFrom('asks').selectAll().where('invitation_id', '=', invitationId).orderBy('id').execute(),
    db.selectFrom('inbound').selectAll().where('invitation_id', '=', invitationId).orderBy('id').execute(),
    db.selectFrom('responses').selectAll().where('invitation_id', '=', invitationId).orderBy('id').execute(),
    db.selectFrom('actions').selectAll().where('invitation_id', '=', invitationId).orderBy('id').execute(),
  ]);
  return { transitions, asks, inbound, responses, actions };
}
