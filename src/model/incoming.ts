import { z } from 'zod';
import { Identity } from './contact.ts';
import { Address } from './conversation.ts';

const MessageRef = z.record(z.string(), z.union([z.string(), z.number()]));

const common = {
  channel: z.string(),
  /** The platform's own id of this event; a repeat of it changes nothing. */
  eventId: z.string().min(1).max(300),
  address: Address,
  at: z.coerce.date(),
};

/** Who sent it: a person, not a place. Authorisation goes by this, never by the chat alone. */
const sender = {
  sender: Identity.extend({ name: z.string().optional(), language: z.string().optional() }),
};

/** Everything that a platform can tell us, in one form. A channel never hands in its own messages. */
export const IncomingEvent = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    ...sender,
    kind: z.literal('choice'),
    token: z.string().max(512),
    message: MessageRef.optional(),
  }),
  z.object({
    ...common,
    ...sender,
    kind: z.literal('text'),
    text: z.string().max(20_000),
    replyTo: MessageRef.optional(),
  }),
  z.object({
    ...common,
    kind: z.literal('status'),
    message: MessageRef,
    status: z.enum(['delivered', 'read', 'failed']),
    code: z.string().optional(),
  }),
  /** The person can no longer be reached here (blocked the bot, left the chat). */
  z.object({ ...common, kind: z.literal('unreachable'), reason: z.string() }),
  /** The place has a new name (a Telegram group that was upgraded). */
  z.object({ ...common, kind: z.literal('moved'), to: Address }),
]);
export type IncomingEvent = z.infer<typeof IncomingEvent>;
