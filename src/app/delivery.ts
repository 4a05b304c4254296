import { chooseRung, type Delivery } from '../model/ladder.ts';
import type { OutgoingMessage } from '../model/outgoing.ts';
import { lastHeard } from '../store/inbound.ts';
import type { Db } from '../store/schema.ts';
import type { SendWork } from '../store/taken-work.ts';
import type { App } from './app.ts';

/** What a platform says, and we do, when free text may no longer be sent and nothing else can be. */
export const WINDOW_CLOSED = 'window_closed';

/** A rung, or none and why: nothing can be sent in this form now. */
export type Form = Delivery | { rung: null; reason: string };

/**
 * In which form a message goes out now, by what the channel can do and whether its free-text window is open.
 * @returns null where the channel is not on
 */
export async function formOf(
  app: App,
  db: Db,
  now: Date,
  { ask, invitation }: Pick<SendWork, 'ask' | 'invitation'>,
): Promise<Form | null> {
  const module = app.channels.get(invitation.channel)?.module;
  if (module === undefined) return null;
  const { capabilities } = module;
  const closed = await whyClosed(app, db, now, { ask, invitation });
  if (closed === null) return chooseRung(ask.message, capabilities) ?? { rung: null, reason: 'no form fits' };
  // What is registered with the platform beforehand are questions; thanks and notices are not worth one.
  const carried = isQuestion(ask.message) ? chooseRung(ask.message, capabilities, { open: false }) : null;
  const reason = carried === null ? `${closed}; no approved template can carry this` : closed;
  return { rung: carried?.rung ?? null, reason };
}

const isQuestion = ({ kind }: OutgoingMessage): boolean => kind === 'question';

/** Why the free-text window is closed, in words; null when it is open or there is none. */
async function whyClosed(
  app: App,
  db: Db,
  now: Date,
  { ask, invitation }: Pick<SendWork, 'ask' | 'invitation'>,
): Promise<string | null> {
  const module = app.channels.get(invitation.channel)?.module;
  const seconds = module?.capabilities.freeTextWindowSeconds ?? null;
  if (module === undefined || seconds === null) return null;
  if (ask.error_code === WINDOW_CLOSED) return 'the platform says that the free-text window is closed';
  // Where the place is the person, whoever speaks there is the customer, under whichever of their names.
  const own = module.address.identity(invitation.address) !== null;
  const heard = await lastHeard(db, {
    threadKey: invitation.thread_key,
    conversationId: invitation.conversation_id,
    sender: own ? null : invitation.expected_sender,
  });
  if (heard === null || now.getTime() < heard.getTime() + seconds * 1000) return null;
  return `the free-text window is closed: the customer was last heard at ${heard.toISOString()}`;
}
