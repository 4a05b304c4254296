import { z } from 'zod';
import { Contact } from './contact.ts';

/** The agent as they were at the close: a snapshot, so that a later change of team moves no old score. */
export const Agent = z.strictObject({
  id: z.string().trim().min(1).max(200),
  name: z.string().trim().max(200).optional(),
  team: z.string().trim().max(200).optional(),
});
export type Agent = z.infer<typeof Agent>;

/** A place in a channel where a person can be reached; its keys belong to the channel (`{"chat_id": "4242"}`). */
export const Address = z.record(z.string().max(60), z.union([z.string().max(1000), z.number(), z.boolean()]));
export type Address = z.infer<typeof Address>;

/** Who ended the conversation. */
export const ClosedBy = z.enum(['agent', 'customer', 'bot', 'timeout', 'rule']);
export type ClosedBy = z.infer<typeof ClosedBy>;

const reference = {
  /** The conversation's id in the helpdesk. */
  id: z.string().trim().min(1).max(200),
  /** Which helpdesk: ids are unique only within one. */
  source: z.string().trim().min(1).max(100),
};

/** What every helpdesk's "conversation closed" becomes. Times are UTC instants. */
export const ConversationClosed = z.strictObject({
  event: z.literal('conversation.closed'),
  ...reference,
  channel: z.string().trim().min(1).max(40),
  /** Checked by the channel, which knows its own form. */
  address: Address.default({}),
  contact: Contact.default({ identities: [], attributes: {} }),
  agent: Agent.optional(),
  tags: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
  opened_at: z.coerce.date().optional(),
  first_response_at: z.coerce.date().optional(),
  closed_at: z.coerce.date().optional(),
  last_customer_message_at: z.coerce.date().optional(),
  handle_seconds: z.number().nonnegative().optional(),
  customer_messages: z.int().nonnegative().optional(),
  closed_by: ClosedBy.optional(),
});
export type ConversationClosed = z.infer<typeof ConversationClosed>;

/** A conversation that goes on after all: what was planned for it and is not yet answered is cancelled. */
export const ConversationReopened = z.looseObject({
  event: z.literal('conversation.reopened'),
  ...reference,
});
export type ConversationReopened = z.infer<typeof ConversationReopened>;
