import { findQuestion } from '../dialogue/index.ts';
import { ChannelError } from '../model/channel-error.ts';
import { type AskedQuestion, newestQuestion } from '../store/asks.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { compositionFor, templateOf } from './apply.ts';
import { pauseMs } from './attempt.ts';
import { composeAnswered } from './compose.ts';
import { inTransaction } from './unit.ts';

const TRIES = 5;
const SENDING_PAUSE_MS = 500;

/**
 * Edits an answered question, so that it shows the answer that counts now. A courtesy: after a few tries it is let be.
 */
export async function lockQuestion(
  app: App,
  key: string,
  invitationId: number,
  questionId: string,
): Promise<void> {
  const asked = await newestQuestion(app.db, invitationId, questionId);
  // A tap can overtake the platform's answer to our own send.
  if (asked?.ask.state === 'sending' || asked?.ask.state === 'pending') return waitForSend(app, key);
  try {
    if (asked !== undefined) await edit(app, asked, questionId);
  } catch (error) {
    return again(app, key, error);
  }
  await removeOutbox(app.db, key);
}

/** Does nothing where there is nothing to edit, or no way to. */
async function edit(app: App, { ask, invitation }: AskedQuestion, questionId: string): Promise<void> {
  const channel = app.channels.get(invitation.channel)?.channel;
  const template = await templateOf(app.db, invitation);
  const question = findQuestion(template, questionId);
  const answer = invitation.dialogue.answers[questionId];
  if (channel?.edit === undefined || ask.ref === null || !question || !answer) return;
  const message = composeAnswered(question, answer, compositionFor(app, invitation, template));
  await channel.edit(invitation.address, ask.ref, message);
}

const waitForSend = (app: App, key: string): Promise<void> =>
  inTransaction(app, (unit) => unit.postpone(key, new Date(unit.now.getTime() + SENDING_PAUSE_MS), null));

async function again(app: App, key: string, error: unknown): Promise<void> {
  const known = error instanceof ChannelError;
  const lasting =
    known && (error.kind === 'rejected' || error.kind === 'unreachable' || error.kind === 'moved');
  await inTransaction(app, async (unit) => {
    const row = await lockOutbox(unit.db, key);
    if (row === undefined) return;
    if (lasting || row.attempts >= TRIES) {
      await removeOutbox(unit.db, key);
      return;
    }
    const pause =
      known && error.retryAfterSeconds !== null ? error.retryAfterSeconds * 1000 : pauseMs(row.attempts);
    await unit.postpone(key, new Date(unit.now.getTime() + pause), known ? error.code : 'internal');
  });
}
