import { inTransaction } from '../app/unit.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import { overdue } from './case-steps.ts';
import type { Desk } from './desk.ts';
import { noteInCase } from './notes.ts';

const LOOK_AGAIN_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Whether an agent's words have reached the customer's chat; asked for until it is known. */
export async function workReply({ app }: Desk, key: string, id: string): Promise<void> {
  const [caseId = 0, askId = 0] = id.split('/').map(Number);
  await inTransaction(app, async (unit) => {
    const row = await lockOutbox(unit.db, key);
    if (row === undefined) return;
    const ask = await unit.db
      .selectFrom('asks')
      .select(['state', 'error_code'])
      .where('id', '=', askId)
      .executeTakeFirst();
    if (ask?.state === 'pending' || ask?.state === 'sending') {
      const waited = unit.now.getTime() - row.created_at.getTime();
      const pause = Math.min(LONGEST_PAUSE_MS, Math.max(LOOK_AGAIN_MS, waited / 4));
      await unit.postpone(key, new Date(unit.now.getTime() + pause), null);
      return;
    }
    await removeOutbox(unit.db, key);
    const arrived = ask?.state === 'sent' || ask?.state === 'uncertain';
    const note = arrived
      ? ({ type: 'delivered' } as const)
      : ({ type: 'not_delivered', code: ask?.error_code ?? ask?.state ?? 'unknown' } as const);
    await noteInCase(unit, caseId, `outcome-${askId}`, note);
  });
}

/** The time to respond is over. */
export async function workOverdue(desk: Desk, key: string, id: string): Promise<void> {
  await inTransaction(desk.app, async (unit) => {
    if ((await lockOutbox(unit.db, key)) === undefined) return;
    await overdue(desk, unit, Number(id));
    await removeOutbox(unit.db, key);
  });
}
