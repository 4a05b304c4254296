import type { Receipt } from '../model/channel.ts';
import { IncomingEvent } from '../model/incoming.ts';
import { insertInbound } from '../store/inbound.ts';
import type { InvitationRow } from '../store/schema.ts';
import type { App } from './app.ts';
import { judgeTap } from './judge-tap.ts';
import { threadKey } from './place.ts';
import { inTransaction } from './unit.ts';

const QUIET: Receipt = { notice: null };

/**
 * The sink of every channel: stores an event once and leaves the work to a job. A tap is judged at once, so that its
 * sender gets a polite sentence while the platform still shows the spinner; it is worked like everything else.
 * @throws when the database did not take it; the platform must deliver it again
 */
export async function takeIn(app: App, received: IncomingEvent): Promise<Receipt> {
  const event = IncomingEvent.parse(received);
  const active = app.channels.get(event.channel);
  if (active === undefined) return QUIET;
  const key = threadKey(event.channel, active.module.address.toKey(event.address));
  return inTransaction(app, async (unit) => {
    const verdict = event.kind === 'choice' ? await judgeTap(app, unit, event) : null;
    const invitation: InvitationRow | null = verdict?.invitation ?? null;
    const refused = verdict?.refused ?? null;
    const id = await insertInbound(unit.db, event, {
      threadKey: invitation?.thread_key ?? key,
      invitationId: invitation?.id ?? null,
      outcome: refused,
      now: unit.now,
    });
    if (id === null) return QUIET;
    if (refused === null) {
      await unit.emit([
        { key: `receive-${id}`, job: 'receive', payload: { inboundId: id }, runAt: unit.now },
      ]);
    }
    return { notice: verdict?.notice ?? null };
  });
}
