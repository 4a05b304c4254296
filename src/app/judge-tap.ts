import { isAnswerable } from '../dialogue/index.ts';
import type { Identity } from '../model/contact.ts';
import type { IncomingEvent } from '../model/incoming.ts';
import type { InvitationRow } from '../store/schema.ts';
import type { App } from './app.ts';
import { type ChoiceToken, verifyChoice } from './choice-token.ts';

/** Why a tap is not scored: recorded with the event. */
export type TapRefusal = 'forged' | 'unknown' | 'wrong_person' | 'too_late';

export interface TapVerdict {
  token: ChoiceToken | null;
  invitation: InvitationRow | null;
  refused: TapRefusal | null;
  /** What is said to the person at once; null for a good tap, which the edited question answers. */
  notice: string | null;
}

type Tap = Extract<IncomingEvent, { kind: 'choice' }>;

/** In a private chat the chat is the person; elsewhere the hook named them. Nobody named: anyone in the thread. */
export const isExpectedSender = (expected: Identity | null, sender: Identity): boolean =>
  expected === null || (expected.type === sender.type && expected.value === sender.value);

/**
 * Ours, of this person, and still open?
 * @param find reads the invitation; with its lock where something is done about the tap
 */
export async function judgeTap(
  app: App,
  tap: Tap,
  now: Date,
  find: (id: number) => Promise<InvitationRow | undefined>,
): Promise<TapVerdict> {
  const notYours = (language: string | undefined) => app.templates.words(language ?? 'en').not_yours;
  const token = verifyChoice(app.signingKey, tap.token);
  if (token === null) {
    return { token, invitation: null, refused: 'forged', notice: notYours(tap.sender.language) };
  }
  const invitation = await find(token.invitation);
  if (invitation === undefined || invitation.channel !== tap.channel) {
    return { token, invitation: null, refused: 'unknown', notice: notYours(tap.sender.language) };
  }
  if (!isExpectedSender(invitation.expected_sender, tap.sender)) {
    return { token, invitation, refused: 'wrong_person', notice: notYours(tap.sender.language) };
  }
  const open =
    isAnswerable(invitation.state) && invitation.expires_at !== null && invitation.expires_at > now;
  if (open) return { token, invitation, refused: null, notice: null };
  const words = app.templates.words(invitation.language);
  const notice =
    invitation.state === 'expired' || isAnswerable(invitation.state) ? words.expired : words.outdated;
  return { token, invitation, refused: 'too_late', notice };
}
