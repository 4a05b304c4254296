import type { MessageRef } from '../model/outgoing.ts';
import { settleSent, settleUnsent } from '../store/asks.ts';
import { lockInvitation } from '../store/invitations.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import type { SendOutcome } from './attempt.ts';
import { moveThread } from './receive-status.ts';
import type { Claim } from './send-ask.ts';
import type { Unit } from './unit.ts';
import { wakeNextWithin } from './wake-next.ts';

/**
 * Writes down how a send ended, and what follows from it. Locks in the order of a claim: work, ask, invitation.
 * @returns whether the next message of the invitation is still to be woken, after the commit
 */
export async function settle(
  app: App,
  unit: Unit,
  input: { key: string; claim: Claim; outcome: SendOutcome },
): Promise<boolean> {
  const { key, claim, outcome } = input;
  switch (outcome.type) {
    case 'sent':
      return wentOut(app, unit, key, claim, { state: 'sent', ref: outcome.ref, code: null });
    case 'uncertain':
      return wentOut(app, unit, key, claim, { state: 'uncertain', ref: null, code: outcome.code });
    case 'again':
      await tryAgain(unit, { key, claim, code: outcome.code, afterMs: outcome.afterMs });
      return false;
    case 'moved':
      await tryAgain(unit, { key, claim, code: 'moved', afterMs: 0 });
      await moveThread(app, unit.db, claim.invitation.channel, claim.invitation.thread_key, outcome.to);
      return false;
    case 'failed':
      return failed(app, unit, key, claim, outcome.code);
  }
}

async function wentOut(
  app: App,
  unit: Unit,
  key: string,
  { ask, invitation }: Claim,
  settled: { state: 'sent' | 'uncertain'; ref: MessageRef | null; code: string | null },
): Promise<boolean> {
  const send = { key, askId: ask.id, invitationId: invitation.id };
  const done = await settleSent(unit.db, send, { ...settled, now: unit.now });
  if (done === undefined) return false;
  await apply(app, unit, done, { type: 'sent', uncertain: settled.state === 'uncertain' });
  return wakeNextWithin(unit, invitation.id);
}

/** It did not go out and is tried again. */
async function tryAgain(
  unit: Unit,
  { key, claim, code, afterMs }: { key: string; claim: Claim; code: string; afterMs: number },
): Promise<void> {
  await lockOutbox(unit.db, key);
  if (!(await settleUnsent(unit.db, claim.ask, { state: 'pending', code }))) return;
  await unit.postpone(key, new Date(unit.now.getTime() + afterMs), code);
}

async function failed(app: App, unit: Unit, key: string, claim: Claim, code: string): Promise<boolean> {
  await lockOutbox(unit.db, key);
  if (!(await settleUnsent(unit.db, claim.ask, { state: 'failed', code }))) return false;
  await removeOutbox(unit.db, key);
  const locked = await lockInvitation(unit.db, claim.invitation.id);
  if (locked === undefined) return false;
  // A reminder or a second asking that fails takes nothing from the question that stands.
  if (claim.ask.purpose === 'question') await apply(app, unit, locked, { type: 'send_failed', code });
  return wakeNextWithin(unit, locked.id);
}
