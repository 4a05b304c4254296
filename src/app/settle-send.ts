import { settleAsk } from '../store/asks.ts';
import { lockInvitation } from '../store/invitations.ts';
import { removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import type { SendOutcome } from './attempt.ts';
import { moveThread } from './receive-status.ts';
import type { Claim } from './send-ask.ts';
import type { Unit } from './unit.ts';

/** Writes down how a send ended, and what follows from it. */
export async function settle(
  app: App,
  unit: Unit,
  input: { key: string; claim: Claim; outcome: SendOutcome },
): Promise<void> {
  const { key, claim, outcome } = input;
  switch (outcome.type) {
    case 'sent':
      return wentOut(app, unit, key, claim, { state: 'sent', ref: outcome.ref });
    case 'uncertain':
      return wentOut(app, unit, key, claim, { state: 'uncertain', code: outcome.code });
    case 'again':
      await settleAsk(unit.db, claim.ask.id, { state: 'pending', code: outcome.code });
      return unit.postpone(key, new Date(unit.now.getTime() + outcome.afterMs), outcome.code);
    case 'moved':
      await moveThread(app, unit.db, claim.invitation.channel, claim.invitation.thread_key, outcome.to);
      await settleAsk(unit.db, claim.ask.id, { state: 'pending', code: 'moved' });
      return unit.postpone(key, unit.now, 'moved');
    case 'failed':
      await settleAsk(unit.db, claim.ask.id, { state: 'failed', code: outcome.code });
      await removeOutbox(unit.db, key);
      return tell(app, unit, claim, { type: 'send_failed', code: outcome.code });
  }
}

async function wentOut(
  app: App,
  unit: Unit,
  key: string,
  claim: Claim,
  settled: Parameters<typeof settleAsk>[2],
): Promise<void> {
  await settleAsk(unit.db, claim.ask.id, { ...settled, sentAt: unit.now });
  await removeOutbox(unit.db, key);
  await unit.db
    .updateTable('invitations')
    .set({ sent_at: unit.now })
    .where('id', '=', claim.invitation.id)
    .where('sent_at', 'is', null)
    .execute();
  await tell(app, unit, claim, { type: 'sent', uncertain: settled.state === 'uncertain' });
}

async function tell(
  app: App,
  unit: Unit,
  claim: Claim,
  event: { type: 'sent'; uncertain: boolean } | { type: 'send_failed'; code: string },
): Promise<void> {
  const locked = await lockInvitation(unit.db, claim.invitation.id);
  if (locked !== undefined) await apply(app, unit, locked, event);
}
