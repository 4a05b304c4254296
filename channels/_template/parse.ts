import { z } from 'zod';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { parrotAddress } from './address.ts';

const Delivery = z.object({
  id: z.string().min(1).max(300),
  type: z.enum(['message', 'tap']),
  from: z.string(),
  /** Our own messages are reported as well. */
  by_app: z.boolean().default(false),
  at: z.iso.datetime({ offset: true }).pipe(z.coerce.date()),
  text: z.string().max(20_000).optional(),
  button: z.string().max(512).optional(),
  message: z.string().optional(),
});

/** One delivery → at most one event. Never throws; what is of no known shape, and our own, is nothing. */
export function parseDelivery(raw: unknown): IncomingEvent[] {
  const parsed = Delivery.safeParse(raw);
  if (!parsed.success || parsed.data.by_app) return [];
  const { id, type, from, at, text, button, message } = parsed.data;
  const address = parrotAddress.schema.safeParse({ user: from });
  if (!address.success) return [];
  const sender = { type: 'parrot', value: from };
  const common = { channel: 'parrot', eventId: id, address: address.data, at, sender };
  if (type === 'message') return text === undefined ? [] : [{ ...common, kind: 'text', text }];
  if (button === undefined) return [];
  return [{ ...common, kind: 'choice', token: button, ...(message && { message: { id: message } }) }];
}
