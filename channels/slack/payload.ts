import { z } from 'zod';
import { Timestamp } from './address.ts';

/** The parts of what Slack delivers that are read here; whatever else a payload holds is let through unread. */

const id = z.string().min(1).max(40);

/** A piece of a typed message; emoji carry their code points, which the plain text does not. */
const Inline = z.object({
  type: z.string(),
  text: z.string().optional(),
  url: z.string().optional(),
  unicode: z.string().optional(),
  name: z.string().optional(),
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  range: z.string().optional(),
});
const Rich = z.object({ type: z.string(), elements: z.array(z.unknown()).optional() });
export type Inline = z.infer<typeof Inline>;
export const readInline = (raw: unknown): Inline | null => Inline.safeParse(raw).data ?? null;
export const readRich = (raw: unknown): z.infer<typeof Rich> | null => Rich.safeParse(raw).data ?? null;

export const MessageEvent = z.object({
  type: z.literal('message'),
  subtype: z.string().optional(),
  channel: id,
  ts: Timestamp,
  thread_ts: Timestamp.optional(),
  parent_user_id: id.optional(),
  user: id.optional(),
  bot_id: id.optional(),
  team: id.optional(),
  user_team: id.optional(),
  source_team: id.optional(),
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
});
export type MessageEvent = z.infer<typeof MessageEvent>;

export const ReactionEvent = z.object({
  type: z.literal('reaction_added'),
  user: id,
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: id, ts: Timestamp }),
  event_ts: Timestamp,
});
export type ReactionEvent = z.infer<typeof ReactionEvent>;

/** The channel is gone, or the app is no longer in it. */
export const GoneEvent = z.object({
  type: z.enum(['channel_archive', 'channel_deleted', 'channel_left', 'group_archive', 'group_left']),
  channel: id,
});

export const RenamedEvent = z.object({
  type: z.literal('channel_id_changed'),
  old_channel_id: id,
  new_channel_id: id,
});

export const EventCallback = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  event_id: z.string().min(1).max(200),
  event_time: z.int().min(0).max(8_000_000_000),
  event: z.unknown(),
});

const User = z.object({
  id,
  team_id: id.optional(),
  name: z.string().optional(),
  username: z.string().optional(),
});
const Team = z.object({ id }).nullish();

const Action = z.object({
  action_id: z.string(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
  action_ts: Timestamp,
});

export const BlockActions = z.object({
  type: z.literal('block_actions'),
  user: User,
  team: Team,
  container: z.object({
    type: z.literal('message'),
    message_ts: Timestamp,
    channel_id: id,
    thread_ts: Timestamp.optional(),
  }),
  message: z.object({ thread_ts: Timestamp.optional() }).optional(),
  actions: z.array(Action).min(1),
});
export type BlockActions = z.infer<typeof BlockActions>;

export const MessageShortcut = z.object({
  type: z.literal('message_action'),
  callback_id: z.string(),
  action_ts: Timestamp,
  user: User,
  team: Team,
  channel: z.object({ id }),
  message: z.object({ ts: Timestamp, thread_ts: Timestamp.optional() }),
});

export const SlashCommand = z.object({
  command: z.string().startsWith('/'),
  text: z.string().default(''),
  channel_id: id,
  user_id: id,
  team_id: id,
  trigger_id: z.string().min(1).max(200),
});
