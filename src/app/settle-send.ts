import type { MessageRef } from '../model/outgoing.ts';
import { settleSent, settleUnsent } from '../store/asks.ts';
import { lockInvitation } from '../store/invitations.ts';
import { removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import type { SendOutcome } from './attempt.ts';
import { moveThread } from './receive-status.ts';
import type { Claim } from './send-ask.ts';
import type { Unit } from './unit.ts';

/** Writes down how a send ended, and what follows from it. Locks in the order of a claim: work, ask, invitation. */
export async function settle(
  app: App,
  unit: Unit,
  input: { key: string; claim: Claim; outcome: SendOutcome },
): Promise<void> {
  const { key, claim, outcome } = input;
  switch (outcome.type) {
    case 'sent':
      return wentOut(app, unit, key, claim, { state: 'sent', ref: outcome.ref, code: null });
    case 'uncertain':
      return wentOut(app, unit, key, claim, { state: 'uncertain', ref: null, code: outcome.code });
    case 'again':
      await unit.postpone(key, new Date(unit.now.getTime() + outcome.afterMs), outcome.code);
      return settleUnsent(unit.db, claim.ask.id, { state: 'pending', code: outcome.code });
    case 'moved':
      await unit.postpone(key, unit.now, 'moved');
      await settleUnsent(unit.db, claim.ask.id, { state: 'pending', code: 'moved' });
      return moveThread(app, unit.db, claim.invitation.channel, claim.invitation.thread_key, outcome.to);
    case 'failed':
      await removeOutbox(unit.db, key);
      await settleUnsent(unit.db, claim.ask.id, { state: 'failed', code: outcome.code });
      return failed(app, unit, claim, outcome.code);
  }
}

async function wentOut(
  app: App,
  unit: Unit,
  key: string,
  { ask, invitation }: Claim,
  settled: { state: 'sent' | 'uncertain'; ref: MessageRef | null; code: string | null },
): Promise<void> {
  const send = { key, askId: ask.id, invitationId: invitation.id };
  const locked = await settleSent(unit.db, send, { ...settled, now: unit.now });
  if (locked === undefined) return;
  await apply(app, unit, locked, { type: 'sent', uncertain: settled.state === 'uncertain' });
}

async function failed(app: App, unit: Unit, claim: Claim, code: string): Promise<void> {
  const locked = await lockInvitation(unit.db, claim.invitation.id);
  if (locked !== undefined) await apply(app, unit, locked, { type: 'send_failed', code });
}
