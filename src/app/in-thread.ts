import { isAnswerable } from '../dialogue/index.ts';
import type { ConversationClosed } from '../model/conversation.ts';
import { closesOf } from '../store/conversations.ts';
import { invitationOfConversation } from '../store/invitations.ts';
import type { InvitationRow } from '../store/schema.ts';
import type { App } from './app.ts';

/**
 * Questions in the helpdesk's own thread. There every answer opens the conversation again, and an agent or a rule closes it
 * once more: the first must not cancel the survey that it answers, and the second must not begin another.
 */

/** The last words of a dialogue ("Thanks!", "you're welcome") still come for a while. */
const AFTERWARDS_MS = 30 * 60_000;
/** A close this long after the answer is of another matter. */
const SAME_MATTER_MS = 24 * 3_600_000;

/** The survey about the conversation's last close, where it was asked in the helpdesk's own thread. */
async function surveyInThread(
  app: App,
  { source, id }: { source: string; id: string },
): Promise<InvitationRow | null> {
  const [latest] = await closesOf(app.db, source, id);
  if (latest === undefined || latest.reopened_at !== null) return null;
  const module = app.channels.get(latest.channel)?.module;
  if (module?.capabilities.answersReopen !== true) return null;
  const invitation = await invitationOfConversation(app.db, latest.id);
  return invitation?.sent_at == null ? null : invitation;
}

/** Whether a reopening is no more than the customer's answer to our question. */
export async function isAnswerToUs(app: App, conversation: { source: string; id: string }): Promise<boolean> {
  const survey = await surveyInThread(app, conversation);
  if (survey === null) return false;
  const now = app.now().getTime();
  const isOpen =
    isAnswerable(survey.state) && survey.expires_at !== null && survey.expires_at.getTime() > now;
  const answered = survey.completed_at ?? survey.answered_at;
  return isOpen || (answered !== null && now - answered.getTime() < AFTERWARDS_MS);
}

/** Whether a close only ends what the customer's answer had opened. A request that was handed over is a new matter. */
export async function answeredHere(
  app: App,
  { source, id, closed_at }: ConversationClosed,
): Promise<boolean> {
  const survey = await surveyInThread(app, { source, id });
  if (survey === null || survey.state === 'handed_over') return false;
  const answered = survey.answered_at ?? survey.completed_at;
  const closedAt = (closed_at ?? app.now()).getTime();
  return answered !== null && closedAt > answered.getTime() && closedAt - answered.getTime() < SAME_MATTER_MS;
}
