import { step } from '../dialogue/index.ts';
import { together } from '../model/together.ts';
import { mayBeOfOne } from '../store/connect.ts';
import {
  asksTold,
  lockInvitations,
  type ReceiptTold,
  saveReceipts,
  storeReceipts,
} from '../store/receipts.ts';
import type { InvitationRow } from '../store/schema.ts';
import type { App } from './app.ts';
import { templateOf } from './apply.ts';
import type { Received } from './receive.ts';
import { TOPICS } from './topics.ts';
import { inTransaction, type Unit } from './unit.ts';

/** Platforms wait for seconds until their webhook is answered. */
const GATHER_MS = 50;

const NOT_OURS = 'not_ours';

const desks = new WeakMap<App, (receipt: ReceiptTold) => Promise<void>>();

/**
 * Platforms tell two or three times of every message what became of it, and no customer waits for that: a receipt is
 * worked when it is stored, with all others that came meanwhile, and makes no job that an answer could stand behind.
 * What goes wrong with a message is no receipt in this sense.
 * @throws when the database did not take it now
 */
export function takeReceipt(app: App, receipt: ReceiptTold): Promise<void> {
  const known = desks.get(app);
  if (known !== undefined) return known(receipt);
  const desk = together(
    async (receipts: readonly ReceiptTold[]) => {
      await takeAll(app, receipts);
      return receipts.map(() => undefined);
    },
    { gatherMs: GATHER_MS, mayBeOfOne },
  );
  desks.set(app, desk);
  return desk(receipt);
}

const takeAll = (app: App, receipts: readonly ReceiptTold[]): Promise<void> =>
  inTransaction(app, async (unit) => {
    const worked = await workReceipts(app, unit, receipts);
    const kept = receipts.flatMap((receipt, i) => {
      const one = worked[i] ?? 'too_early';
      if (one === 'too_early') return { ...receipt, outcome: null, invitationId: null };
      // Others write through the same account, to people whom nobody asked anything: of them nothing is kept.
      return one.outcome === NOT_OURS ? [] : { ...receipt, ...one };
    });
    for (const { id, place } of await storeReceipts(unit.db, kept, unit.now)) {
      if (kept[place]?.outcome === null) lookAgain(unit, id);
    }
  });

const LOOK_AGAIN_MS = 1_000;

/** The event stays waiting, and a job comes back for it. */
export function lookAgain(unit: Unit, inboundId: number): void {
  const runAt = new Date(unit.now.getTime() + LOOK_AGAIN_MS);
  const key = `receive-${inboundId}-at-${runAt.getTime()}`;
  unit.emit({ key, job: 'receive', payload: { inboundId }, runAt });
}

/** Tells the dialogues that their messages arrived. @returns one answer a receipt, in their order */
export async function workReceipts(
  app: App,
  unit: Unit,
  receipts: readonly ReceiptTold[],
): Promise<(Received | 'too_early')[]> {
  const asks = await asksTold(unit.db, receipts);
  const ids = asks.flatMap(({ invitationId }) => invitationId ?? []);
  const rows = await lockInvitations(unit.db, [...new Set(ids)]);
  const changed = await deliver(app, unit, [...rows.values()]);
  return receipts.map(({ event }, i) => {
    const { invitationId, sending } = asks[i] ?? { invitationId: null, sending: false };
    if (invitationId === null || !rows.has(invitationId)) {
      return sending ? 'too_early' : { outcome: NOT_OURS, invitationId: null };
    }
    // Of several receipts of one invitation the first one changed it.
    return { outcome: changed.delete(invitationId) ? event.status : 'no_change', invitationId };
  });
}

/** @returns the invitations whose dialogue goes on from it */
async function deliver(app: App, unit: Unit, rows: readonly InvitationRow[]): Promise<Set<number>> {
  const steps: { row: InvitationRow; next: InvitationRow['dialogue'] }[] = [];
  for (const row of rows) {
    const { next, effects } = step(row.dialogue, await templateOf(unit.db, row), { type: 'delivered' });
    if (effects.length > 0) throw new Error(`a receipt must cause nothing, and causes ${effects[0]?.type}`);
    steps.push({ row, next });
  }
  await saveReceipts(unit.db, steps, unit.now);
  const moved = steps.flatMap(({ row, next }) => (next === row.dialogue ? [] : row));
  for (const row of moved) {
    await app.desk?.changed(unit, row.id);
    unit.changed(TOPICS.thread(row.thread_key));
  }
  if (moved.length > 0) unit.changed(TOPICS.invitations);
  return new Set(moved.map(({ id }) => id));
}
