import type { DialogueEvent } from '../model/dialogue.ts';
import { secondThoughts } from '../planning/index.ts';
import { askingFacts } from '../store/asking-facts.ts';
import type { InvitationRow } from '../store/schema.ts';
import { takeWithInvitation } from '../store/taken-work.ts';
import type { App } from './app.ts';
import { apply, templateOf } from './apply.ts';
import { inTransaction, type Unit } from './unit.ts';

export type Timer = 'due' | 'expire' | 'remind';

/** A time has come for an invitation. What it means is the dialogue's to say: after a reopening it means nothing. */
export async function fireTimer(app: App, key: string, invitationId: number, timer: Timer): Promise<void> {
  await inTransaction(app, async (unit) => {
    const locked = await takeWithInvitation(unit.db, key, invitationId);
    if (locked === undefined) return;
    await apply(app, unit, locked, timer === 'due' ? await dueOrNot(unit, locked) : { type: timer });
  });
}

/**
 * Between planning and asking the person may have refused or been asked about something else, and after a time out of
 * service there may be no time left to answer.
 */
async function dueOrNot(unit: Unit, row: InvitationRow): Promise<DialogueEvent> {
  if (row.expires_at !== null && row.expires_at <= unit.now) return { type: 'expire' };
  const facts = await askingFacts(unit.db, row, unit.now);
  const rule = secondThoughts(facts, await templateOf(unit.db, row));
  return rule === null ? { type: 'due' } : { type: 'withheld', rule };
}
