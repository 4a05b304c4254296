import { nextUnsent } from '../store/asks.ts';
import { isFree } from '../store/outbox.ts';
import type { App } from './app.ts';
import { inTransaction, type Unit } from './unit.ts';

/**
 * The next message of an invitation has waited for one that has just come to its end: it is woken in the transaction
 * that says so, and so whatever becomes of this process. Sends lock their work first and the invitation afterwards;
 * here it is the other way round, so work that somebody holds is not waited for. The invitation must be locked.
 * @returns whether the next one was held by somebody, and is to be woken after the commit
 */
export async function wakeNextWithin(unit: Unit, invitationId: number): Promise<boolean> {
  const key = await nextUnsent(unit.db, invitationId);
  if (key === undefined) return false;
  if (!(await isFree(unit.db, key))) return true;
  await unit.postpone(key, unit.now, null);
  return false;
}

/** The same in a transaction of its own. */
export const wakeNext = (app: App, invitationId: number): Promise<void> =>
  inTransaction(app, async (unit) => {
    const key = await nextUnsent(unit.db, invitationId);
    if (key !== undefined) await unit.postpone(key, unit.now, null);
  });
