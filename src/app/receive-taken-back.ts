import type { IncomingEvent } from '../model/incoming.ts';
import { askByRef } from '../store/asks.ts';
import { lockInvitation } from '../store/invitations.ts';
import { addOptOut } from '../store/opt-outs.ts';
import { wasTapped } from '../store/responses.ts';
import type { InboundRow } from '../store/schema.ts';
import type { App } from './app.ts';
import { apply, endOpen } from './apply.ts';
import { isExpectedSender } from './judge-tap.ts';
import type { Received } from './receive.ts';
import type { Unit } from './unit.ts';

/**
 * A vote was withdrawn: the question that it answered is open again. An answer that was given since by other means
 * stands; so does every answer once the time for answers is over.
 */
export async function receiveWithdrawn(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'withdrawn' }>,
): Promise<Received> {
  const ask = await askByRef(unit.db, row.thread_key, event.message);
  const locked = ask && (await lockInvitation(unit.db, ask.invitation_id));
  const question = ask?.question_id ?? null;
  if (locked === undefined || question === null) return { outcome: 'not_ours', invitationId: null };
  const invitationId = locked.id;
  if (!isExpectedSender(locked.expected_sender, event.sender)) {
    return { outcome: 'wrong_person', invitationId };
  }
  if (locked.expires_at !== null && locked.expires_at <= unit.now) {
    return { outcome: 'too_late', invitationId };
  }
  if (!(await wasTapped(unit.db, locked.id, question))) return { outcome: 'no_change', invitationId };
  const changed = await apply(app, unit, locked, { type: 'withdrawn', question }, row);
  return { outcome: changed ? 'withdrawn' : 'no_change', invitationId };
}

/** Further surveys were refused by other means than words; what is planned or open in the thread ends. */
export async function receiveOptOut(
  app: App,
  unit: Unit,
  row: InboundRow,
  event: Extract<IncomingEvent, { kind: 'opt_out' }>,
): Promise<Received> {
  const identity = { type: event.sender.type, value: event.sender.value };
  await addOptOut(unit.db, { channel: row.channel, identity, source: event.means, now: unit.now });
  const ended = await endOpen(app, unit, row.thread_key);
  return { outcome: 'opt_out', invitationId: ended.at(-1) ?? null };
}
