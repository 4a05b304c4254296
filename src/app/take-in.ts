import { ZodError } from 'zod';
import type { Receipt } from '../model/channel.ts';
import { IncomingEvent } from '../model/incoming.ts';
import { storableValue } from '../model/storable-text.ts';
import { isRefusedData } from '../store/connect.ts';
import { storeInbound } from '../store/inbound.ts';
import { invitationById } from '../store/invitations.ts';
import type { App } from './app.ts';
import { judgeTap } from './judge-tap.ts';
import { threadKey } from './place.ts';
import { takeReceipt } from './receipts.ts';
import { handOver, queuedRow } from './unit.ts';

const QUIET: Receipt = { notice: null };

/**
 * The sink of every channel. What PostgreSQL cannot keep is taken out of the event; an event that is refused all the
 * same is logged and taken as done, because it would be refused every time and keep back all that comes after it.
 * @throws when the database did not take it now; the platform must deliver it again
 */
export async function takeIn(app: App, received: IncomingEvent): Promise<Receipt> {
  const event = storableValue(received);
  try {
    return await takeStorable(app, IncomingEvent.parse(event));
  } catch (error) {
    const reason = whyRefused(error);
    if (reason === null) throw error;
    const { channel, eventId } = event;
    app.log.error({ channel, event: eventId, reason }, 'an event could not be read and is left out');
    return QUIET;
  }
}

/** In names of fields and codes, never in the customer's words; null for an error that may pass. */
function whyRefused(error: unknown): string | null {
  if (error instanceof ZodError) return error.issues.map(({ path }) => path.join('.')).join(', ');
  return isRefusedData(error) ? String((error as { code?: unknown }).code) : null;
}

/**
 * Stores an event once and leaves the work to a job. A tap is judged at once, so that its
 * sender gets a polite sentence while the platform still shows the spinner; it is worked like everything else. A refusal
 * by other means than words is confirmed in the same way, and by no message: that would be one too many.
 */
async function takeStorable(app: App, event: IncomingEvent): Promise<Receipt> {
  const active = app.channels.get(event.channel);
  if (active === undefined) return QUIET;
  const key = threadKey(event.channel, active.module.address.toKey(event.address));
  if (event.kind === 'status' && event.status !== 'failed') {
    await takeReceipt(app, { event, threadKey: key });
    return QUIET;
  }
  const now = app.now();
  const find = (id: number) => invitationById(app.db, id);
  const verdict = event.kind === 'choice' ? await judgeTap(app, event, now, find) : null;
  const stored = await storeInbound(app.db, event, {
    threadKey: verdict?.invitation?.thread_key ?? key,
    invitationId: verdict?.invitation?.id ?? null,
    outcome: verdict?.refused ?? null,
    now,
  });
  if (stored !== null && stored.work !== null) await handOver(app, [queuedRow(stored.work, now)]);
  if (event.kind === 'opt_out')
    return { notice: app.templates.words(event.sender.language ?? 'en').opted_out };
  return stored === null ? QUIET : { notice: verdict?.notice ?? null };
}
