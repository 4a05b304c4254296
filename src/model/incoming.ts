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

/** What a person can send in place of words. */
export const Attachment = z.enum(['photo', 'video', 'voice', 'file', 'other']);
export type Attachment = z.infer<typeof Attachment>;

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
    /** Sent without a word: `text` is empty. It is no answer to anything, and reaches the agents by its name. */
    attachment: Attachment.optional(),
    replyTo: MessageRef.optional(),
  }),
  z.object({
    ...common,
    kind: z.literal('status'),
    message: MessageRef,
    status: z.enum(['delivered', 'read', 'failed']),
    code: z.string().optional(),
  }),
  /** The person took a tapped answer back (a poll vote that was withdrawn); another may follow. */
  z.object({ ...common, ...sender, kind: z.literal('withdrawn'), message: MessageRef }),
  /** The person refused further surveys by other means than words: an unsubscribe link, a block button. */
  z.object({ ...common, ...sender, kind: z.literal('opt_out'), means: z.string().max(60) }),
  /** An agent closed the conversation in the channel itself; the sender is that agent. */
  z.object({
    ...common,
    ...sender,
    kind: z.literal('closed'),
    /** Names this closing for ever: the thread and when it was closed. */
    conversation: z.string().min(1).max(200),
    /** The customer, where the place alone does not say who it is. */
    customer: Identity.extend({ name: z.string().optional(), language: z.string().optional() }).optional(),
    team: z.string().max(200).optional(),
    tags: z.array(z.string().max(100)).max(100).default([]),
  }),
  /** The person can no longer be reached here (blocked the bot, left the chat). */
  z.object({ ...common, kind: z.literal('unreachable'), reason: z.string() }),
  /** The place has a new name (a Telegram group that was upgraded). */
  z.object({ ...common, kind: z.literal('moved'), to: Address }),
]);
export type IncomingEvent = z.infer<typeof IncomingEvent>;
