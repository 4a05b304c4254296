import { closesOf, lockConversation } from '../store/conversations.ts';
import { invitationOfConversation, lockInvitation } from '../store/invitations.ts';
import { insertSkip } from '../store/skips.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import { inTransaction } from './unit.ts';

/** `skipped`: the customer will not be asked; false when they were already, or never were to be. */
export interface SkipOutcome {
  skipped: boolean;
  /** Where the survey of the present close stands; null while the conversation is open. */
  state: string | null;
}

/**
 * An agent asks for no survey about a conversation, with a reason: it is kept and counted, because who chooses whom to
 * ask chooses the score. It holds for the close that is planned now, or else for the next one.
 */
export function skipConversation(
  app: App,
  skip: { source: string; id: string; agent: string; reason: string },
): Promise<SkipOutcome> {
  return inTransaction(app, async (unit) => {
    await lockConversation(unit.db, skip);
    const [latest] = await closesOf(unit.db, skip.source, skip.id);
    const standing = latest !== undefined && latest.reopened_at === null ? latest : null;
    await insertSkip(unit.db, {
      source: skip.source,
      externalId: skip.id,
      agentId: skip.agent,
      reason: skip.reason,
      usedBy: standing?.id ?? null,
      now: unit.now,
    });
    if (standing === null) return { skipped: true, state: null };
    const invitation = await invitationOfConversation(unit.db, standing.id);
    const locked = invitation && (await lockInvitation(unit.db, invitation.id));
    if (locked?.state !== 'planned') return { skipped: false, state: locked?.state ?? null };
    await apply(app, unit, locked, { type: 'withheld', rule: 'skipped_by_agent' });
    return { skipped: true, state: 'cancelled' };
  });
}
