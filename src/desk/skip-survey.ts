import type { App } from '../app/app.ts';
import { apply } from '../app/apply.ts';
import { inTransaction } from '../app/unit.ts';
import { findConversations } from '../store/conversations.ts';
import { invitationOfConversation, lockInvitation } from '../store/invitations.ts';
import { insertSkip } from '../store/skips.ts';

interface Skipping {
  /** As the helpdesk names it; "source:id" where it is not known here yet. */
  conversation: string;
  reason: string;
  agent: string;
}

/** `noted`: it holds for the next close. `too_late`: the customer was asked already. */
type Skipped = 'skipped' | 'noted' | 'too_late' | 'unknown';

/** An agent wishes that a customer is not asked, with a reason that stands in `why` and in the funnel. */
export async function skipSurvey(app: App, { conversation, reason, agent }: Skipping): Promise<Skipped> {
  const [latest] = await findConversations(app.db, conversation);
  const [source = '', ...rest] = conversation.split(':');
  const named = { source: latest?.source ?? source, externalId: latest?.external_id ?? rest.join(':') };
  if (named.source === '' || named.externalId === '') return 'unknown';
  return inTransaction(app, async (unit): Promise<Skipped> => {
    const { db, now } = unit;
    const stands = latest !== undefined && latest.reopened_at === null;
    const found = stands ? await invitationOfConversation(db, latest.id) : undefined;
    const invitation = found && (await lockInvitation(db, found.id));
    const planned = invitation?.state === 'planned';
    if (invitation !== undefined && !planned && invitation.sent_at !== null) return 'too_late';
    const usedBy = planned && latest !== undefined ? latest.id : null;
    await insertSkip(db, { ...named, agentId: agent, reason, usedBy, now });
    if (!planned) return 'noted';
    await apply(app, unit, invitation, { type: 'withheld', rule: 'skipped_by_agent' });
    return 'skipped';
  });
}
