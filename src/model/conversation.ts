import { z } from 'zod';
import { Contact } from './contact.ts';
import { Instant } from './instant.ts';
import { storableString } from './storable-text.ts';

const TEN_YEARS_IN_SECONDS = 10 * 365 * 86_400;
/** The largest `integer` of PostgreSQL. */
const MOST_MESSAGES = 2_147_483_647;

/** The agent as they were at the close: a snapshot, so that a later change of team moves no old score. */
export const Agent = z.strictObject({
  id: storableString().trim().min(1).max(200),
  name: storableString().trim().max(200).optional(),
  team: storableString().trim().max(200).optional(),
});
export type Agent = z.infer<typeof Agent>;

/** A place in a channel where a person can be reached; its keys belong to the channel (`{"chat_id": "4242"}`). */
export const Address = z.record(
  storableString().max(60),
  z.union([storableString().max(1000), z.number(), z.boolean()]),
);
export type Address = z.infer<typeof Address>;

/** Who ended the conversation. */
export const ClosedBy = z.enum(['agent', 'customer', 'bot', 'timeout', 'rule']);
export type ClosedBy = z.infer<typeof ClosedBy>;

const reference = {
  /** The conversation's id in the helpdesk. */
  id: storableString().trim().min(1).max(200),
  /** Which helpdesk: ids are unique only within one. */
  source: storableString().trim().min(1).max(100),
};

/** What every helpdesk's "conversation closed" becomes. Times are UTC instants. */
export const ConversationClosed = z.strictObject({
  event: z.literal('conversation.closed'),
  ...reference,
  channel: storableString().trim().min(1).max(40),
  /** Checked by the channel, which knows its own form. */
  address: Address.default({}),
  contact: Contact.default({ identities: [], attributes: {} }),
  agent: Agent.optional(),
  tags: z.array(storableString().trim().min(1).max(100)).max(100).default([]),
  opened_at: Instant.optional(),
  first_response_at: Instant.optional(),
  closed_at: Instant.optional(),
  last_customer_message_at: Instant.optional(),
  handle_seconds: z.number().nonnegative().max(TEN_YEARS_IN_SECONDS).optional(),
  customer_messages: z.int().nonnegative().max(MOST_MESSAGES).optional(),
  closed_by: ClosedBy.optional(),
  /** Where on the customer's way this conversation stood ("onboarding"); templates choose by it. */
  journey_step: storableString().trim().min(1).max(100).optional(),
  /** Never asked about. */
  spam: z.boolean().optional(),
  /** The id of the conversation that this one became part of; never asked about. */
  merged_into: storableString().trim().min(1).max(200).optional(),
});
export type ConversationClosed = z.infer<typeof ConversationClosed>;

/** A conversation that goes on after all: what was planned for it and is not yet answered is cancelled. */
export const ConversationReopened = z.looseObject({
  event: z.literal('conversation.reopened'),
  ...reference,
  /** Without it the time of receipt. A reopening from before the last close changes nothing. */
  reopened_at: Instant.optional(),
});
export type ConversationReopened = z.infer<typeof ConversationReopened>;
