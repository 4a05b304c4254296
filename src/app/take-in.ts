import type { Receipt } from '../model/channel.ts';
import { IncomingEvent } from '../model/incoming.ts';
import { storeInbound } from '../store/inbound.ts';
import { invitationById } from '../store/invitations.ts';
import type { App } from './app.ts';
import { judgeTap } from './judge-tap.ts';
import { threadKey } from './place.ts';
import { handOver, queuedRow } from './unit.ts';

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
  const now = app.now();
  const find = (id: number) => invitationById(app.db, id);
  const verdict = event.kind === 'choice' ? await judgeTap(app, event, now, find) : null;
  const stored = await storeInbound(app.db, event, {
    threadKey: verdict?.invitation?.thread_key ?? key,
    invitationId: verdict?.invitation?.id ?? null,
    outcome: verdict?.refused ?? null,
    now,
  });
  if (stored === null) return QUIET;
  if (stored.work !== null) await handOver(app, [queuedRow(stored.work, now)]);
  return { notice: verdict?.notice ?? null };
}
