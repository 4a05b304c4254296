import type { App } from '../app/app.ts';
import { skipConversation } from '../app/skip-conversation.ts';
import { findConversations } from '../store/conversations.ts';

interface Skipping {
  /** As the helpdesk names it; "source:id" where it is not known here yet. */
  conversation: string;
  reason: string;
  agent: string;
}

/** `noted`: it holds for the next close. `too_late`: the customer was asked already, or was never to be. */
type Skipped = 'skipped' | 'noted' | 'too_late' | 'unknown';

/** An agent wishes that a customer is not asked, with a reason that stands in `why` and in the funnel. */
export async function skipSurvey(app: App, { conversation, reason, agent }: Skipping): Promise<Skipped> {
  const [latest] = await findConversations(app.db, conversation);
  const [source = '', ...rest] = conversation.split(':');
  const named = { source: latest?.source ?? source, id: latest?.external_id ?? rest.join(':') };
  if (named.source === '' || named.id === '') return 'unknown';
  const { skipped, state } = await skipConversation(app, { ...named, agent, reason });
  if (!skipped) return 'too_late';
  return state === null ? 'noted' : 'skipped';
}
