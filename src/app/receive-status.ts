import type { IncomingEvent } from '../model/incoming.ts';
import { reviveAsk } from '../store/asks.ts';
import { renamePerson } from '../store/contacts.ts';
import { lockInvitation, unansweredInThread } from '../store/invitations.ts';
import { asksTold, type ReceiptTold, type StatusEvent } from '../store/receipts.ts';
import type { Db, InboundRow } from '../store/schema.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import { WINDOW_CLOSED } from './delivery.ts';
import { threadKey } from './place.ts';
import { workReceipts } from './receipts.ts';
import type { Received } from './receive.ts';
import type { Unit } from './unit.ts';

/** For so long a receipt may be about a message whose send is not written down yet: platforms answer both at once. */
const EARLY_MS = 30_000;

/** What a platform says of a message of ours, worked as a job: one that came too early, or a failure, which ends what was not answered. */
export async function receiveStatus(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: StatusEvent,
): Promise<Received | 'too_early'> {
  const told = { event, threadKey: row.thread_key };
  const received = await (event.status === 'failed'
    ? receiveFailure(app, unit, row, told)
    : workReceipt(app, unit, told));
  const early = unit.now.getTime() - row.received_at.getTime() < EARLY_MS;
  return received === 'too_early' && !early ? { outcome: 'not_ours', invitationId: null } : received;
}

async function workReceipt(app: App, unit: Unit, told: ReceiptTold): Promise<Received | 'too_early'> {
  const [received] = await workReceipts(app, unit, [told]);
  return received ?? 'too_early';
}

async function receiveFailure(
  app: App,
  unit: Unit,
  row: InboundRow,
  told: ReceiptTold,
): Promise<Received | 'too_early'> {
  const [ask] = await asksTold(unit.db, [told]);
  const locked = ask?.invitationId == null ? undefined : await lockInvitation(unit.db, ask.invitationId);
  if (ask?.askId == null || locked === undefined) {
    return ask?.sending ? 'too_early' : { outcome: 'not_ours', invitationId: null };
  }
  const { code } = told.event;
  if (await goesAsTemplate(app, unit, row, ask.askId, code)) {
    return { outcome: WINDOW_CLOSED, invitationId: locked.id };
  }
  const changed = await apply(app, unit, locked, { type: 'send_failed', code: code ?? 'undelivered' }, row);
  return { outcome: changed ? told.event.status : 'no_change', invitationId: locked.id };
}

/** Some platforms say only afterwards that their window was closed: what did not go out then goes as a template. */
async function goesAsTemplate(
  app: App,
  unit: Unit,
  row: InboundRow,
  askId: number,
  code: string | undefined,
): Promise<boolean> {
  const can = app.channels.get(row.channel)?.module.capabilities.templateOutsideWindow === true;
  if (code !== WINDOW_CLOSED || !can || !(await reviveAsk(unit.db, askId, code))) return false;
  unit.emit({ key: `send-${askId}`, job: 'send', payload: { askId }, runAt: unit.now });
  return true;
}

/** The person blocked us or left: what is planned or unanswered there can no longer be answered. */
export async function receiveUnreachable(app: App, unit: Unit, row: InboundRow): Promise<Received> {
  let last: number | null = null;
  for (const { id } of await unansweredInThread(unit.db, row.thread_key)) {
    const locked = await lockInvitation(unit.db, id);
    if (locked === undefined) continue;
    await apply(app, unit, locked, { type: 'send_failed', code: 'unreachable' }, row);
    last = id;
  }
  return { outcome: 'unreachable', invitationId: last };
}

/** The chat has a new address: everything of the old one goes on there. */
export async function receiveMoved(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'moved' }>,
): Promise<Received> {
  await moveThread(app, unit.db, row.channel, row.thread_key, event.to);
  return { outcome: 'moved', invitationId: null };
}

export async function moveThread(
  app: App,
  db: Db,
  channel: string,
  from: string,
  to: Readonly<Record<string, string | number | boolean>>,
): Promise<void> {
  const codec = app.channels.get(channel)?.module.address;
  if (codec === undefined) return;
  const set = { thread_key: threadKey(channel, codec.toKey(to)), address: JSON.stringify(to) };
  const before = codec.identity(codec.fromKey(from.slice(threadKey(channel, '').length)));
  const after = codec.identity(to);
  // Where the place is the person (a chat on WhatsApp), whoever was asked there answers under the new name.
  if (before !== null && after !== null) await renamePerson(db, from, before, after);
  await db.updateTable('conversations').set(set).where('thread_key', '=', from).execute();
  await db.updateTable('invitations').set(set).where('thread_key', '=', from).execute();
}
