import { findQuestion } from '../dialogue/index.ts';
import { ChannelError } from '../model/channel-error.ts';
import type { Answer } from '../model/invitation.ts';
import { removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { compositionFor, templateOf } from './apply.ts';
import { pauseMs } from './attempt.ts';
import { composeAnswered } from './compose.ts';
import { inTransaction } from './unit.ts';

const TRIES = 5;
const SENDING_PAUSE_MS = 500;

/** Edits an answered question, so that it shows the answer. A courtesy: after a few tries it is let be. */
export async function lockQuestion(app: App, key: string, askId: number, answer: Answer): Promise<void> {
  const target = await inTransaction(app, async (unit) => {
    const ask = await unit.db.selectFrom('asks').selectAll().where('id', '=', askId).executeTakeFirst();
    if (ask !== undefined && (ask.state === 'sending' || ask.state === 'pending')) {
      // A tap can overtake the platform's answer to our own send.
      await unit.postpone(key, new Date(unit.now.getTime() + SENDING_PAUSE_MS), null);
      return 'later';
    }
    if (ask?.ref == null) return null;
    const invitation = await unit.db
      .selectFrom('invitations')
      .selectAll()
      .where('id', '=', ask.invitation_id)
      .executeTakeFirstOrThrow();
    const template = await templateOf(unit, invitation);
    const question = findQuestion(template, ask.question_id ?? '');
    if (question === undefined) return null;
    const message = composeAnswered(question, answer, compositionFor(app, invitation, template));
    return { ref: ask.ref, address: invitation.address, channel: invitation.channel, message };
  });
  if (target === 'later') return;
  const channel = target === null ? undefined : app.channels.get(target.channel)?.channel;
  if (target === null || channel?.edit === undefined) return done(app, key);
  try {
    await channel.edit(target.address, target.ref, target.message);
  } catch (error) {
    return again(app, key, error);
  }
  return done(app, key);
}

async function done(app: App, key: string): Promise<void> {
  await inTransaction(app, async (unit) => {
    await removeOutbox(unit.db, key);
  });
}

async function again(app: App, key: string, error: unknown): Promise<void> {
  const known = error instanceof ChannelError;
  const lasting =
    known && (error.kind === 'rejected' || error.kind === 'unreachable' || error.kind === 'moved');
  await inTransaction(app, async (unit) => {
    const row = await unit.db.selectFrom('outbox').selectAll().where('key', '=', key).executeTakeFirst();
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
