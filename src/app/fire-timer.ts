import { takeWithInvitation } from '../store/taken-work.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import { inTransaction } from './unit.ts';

export type Timer = 'due' | 'expire' | 'remind';

/** A time has come for an invitation. What it means is the dialogue's to say: after a reopening it means nothing. */
export async function fireTimer(app: App, key: string, invitationId: number, timer: Timer): Promise<void> {
  await inTransaction(app, async (unit) => {
    const locked = await takeWithInvitation(unit.db, key, invitationId);
    if (locked !== undefined) await apply(app, unit, locked, { type: timer });
  });
}
