import { isDeepStrictEqual } from 'node:util';
import { findQuestion } from '../dialogue/index.ts';
import { ChannelError } from '../model/channel-error.ts';
import type { DialogueState } from '../model/dialogue.ts';
import type { OutgoingMessage } from '../model/outgoing.ts';
import { type AskedQuestion, newestQuestion } from '../store/asks.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { compositionFor, templateOf } from './apply.ts';
import { pauseMs } from './attempt.ts';
import { compose, composeAnswered, composeWithdrawn } from './compose.ts';
import { inTransaction } from './unit.ts';

const TRIES = 5;
const SENDING_PAUSE_MS = 500;

/** Several taps in a moment are several edits at once, and the platform may take them in any order. */
const MOST_EDITS = 10;

/**
 * Edits a question, so that it shows the answer that counts now, or what is marked in it. A courtesy: after a few tries
 * it is let be.
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
    await editUntilItStands(app, asked, questionId);
  } catch (error) {
    return again(app, key, error);
  }
  await removeOutbox(app.db, key);
}

/** What was tapped while an edit was on its way is shown by one more: the last edit to arrive shows the last state. */
async function editUntilItStands(
  app: App,
  asked: AskedQuestion | undefined,
  questionId: string,
): Promise<void> {
  let now = asked;
  for (let edits = 0; now !== undefined && edits < MOST_EDITS; edits += 1) {
    await edit(app, now, questionId);
    const shown = standing(now, questionId);
    now = await newestQuestion(app.db, now.invitation.id, questionId);
    if (now === undefined || isDeepStrictEqual(standing(now, questionId), shown)) return;
  }
}

/** All of the dialogue that the message shows. */
const standing = ({ invitation: { dialogue } }: AskedQuestion, question: string): object => ({
  answer: dialogue.answers[question] ?? null,
  open: dialogue.current === question,
  picked: marksIn(dialogue, question),
});

const marksIn = (dialogue: DialogueState, question: string): readonly string[] =>
  dialogue.current === question ? (dialogue.picked ?? []) : [];

/** Does nothing where there is nothing to edit, or no way to. */
async function edit(app: App, asked: AskedQuestion, questionId: string): Promise<void> {
  const { ask, invitation } = asked;
  const channel = app.channels.get(invitation.channel)?.channel;
  const message = await messageNow(app, asked, questionId);
  if (channel?.edit === undefined || ask.ref === null || message === null) return;
  await channel.edit(invitation.address, ask.ref, message);
}

/** The question as it should look now; null when its template no longer has it. */
async function messageNow(
  app: App,
  { invitation }: AskedQuestion,
  questionId: string,
): Promise<OutgoingMessage | null> {
  const composition = compositionFor(app, invitation, await templateOf(app.db, invitation));
  const question = findQuestion(composition.template, questionId);
  if (question === undefined) return null;
  const { answers, current } = invitation.dialogue;
  const answer = answers[questionId];
  if (answer !== undefined) return composeAnswered(question, answer, composition);
  if (current !== questionId) return composeWithdrawn(question, composition);
  return compose({ purpose: 'question', question: questionId }, composition);
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
