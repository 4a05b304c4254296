import type { ConversationReopened } from '../model/conversation.ts';
import { closesOf, lockConversation, markReopened } from '../store/conversations.ts';
import { invitationOfConversation, lockInvitation } from '../store/invitations.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import { TOPICS } from './topics.ts';
import { inTransaction } from './unit.ts';

/** `cancelled` tells whether something was still to be asked or answered, and no longer is. */
export interface ReopenOutcome {
  conversation: string | null;
  invitation: string | null;
  cancelled: boolean;
}

/**
 * The conversation goes on: what is planned or asked and not yet answered is cancelled. A conversation that was never
 * closed here is no error: helpdesks tell of every reopening.
 */
export function reopenConversation(app: App, reopened: ConversationReopened): Promise<ReopenOutcome> {
  return inTransaction(app, async (unit) => {
    await lockConversation(unit.db, reopened);
    const [latest] = await closesOf(unit.db, reopened.source, reopened.id);
    const isOvertaken =
      latest !== undefined && reopened.reopened_at && reopened.reopened_at < latest.closed_at;
    if (latest === undefined || isOvertaken) {
      return { conversation: latest?.public_id ?? null, invitation: null, cancelled: false };
    }
    if (latest.reopened_at === null) await markReopened(unit.db, latest.id, unit.now);
    const invitation = await invitationOfConversation(unit.db, latest.id);
    const locked = invitation && (await lockInvitation(unit.db, invitation.id));
    const asked = locked !== undefined && locked.due_at !== null;
    if (!asked) return { conversation: latest.public_id, invitation: null, cancelled: false };
    await apply(app, unit, locked, { type: 'reopened' });
    const after = await invitationOfConversation(unit.db, latest.id);
    unit.changed(TOPICS.thread(latest.thread_key));
    return {
      conversation: latest.public_id,
      invitation: locked.public_id,
      cancelled: after?.state === 'cancelled',
    };
  });
}
