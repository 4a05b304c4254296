import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { slackAddress } from './address.ts';
import { BlockActions, EventCallback, GoneEvent, MessageEvent, RenamedEvent } from './payload.ts';
import { identityOf, type SlackPerson } from './person.ts';
import { CHOICE_ACTION } from './render.ts';
import { wordsOf } from './words-of.ts';

/** Kinds of message that a person writes; all others are Slack's own notes (somebody joined, was edited, …). */
const WRITTEN = new Set<string | undefined>([undefined, 'file_share', 'thread_broadcast', 'me_message']);

/**
 * What one payload of Slack means as the word or tap of a person: at most one event, and none for bots, our own
 * messages, edits or unknown shapes. Closings are not read here, because they need to be asked about (`closing.ts`).
 * Never throws. `botUser` is who we are: a reply in a thread below a message of ours is said where that message is.
 */
export function parseBody(raw: unknown, botUser: string): IncomingEvent[] {
  const tap = BlockActions.safeParse(raw);
  if (tap.success) return tapped(tap.data);
  const told = EventCallback.safeParse(raw);
  if (!told.success) return [];
  const { event, event_id: eventId, event_time, team_id } = told.data;
  const message = MessageEvent.safeParse(event);
  if (message.success) return said(message.data, { eventId, team: team_id, botUser });
  return ofChannel(event, eventId, new Date(event_time * 1000));
}

function tapped({ user, team, container, message, actions }: BlockActions): IncomingEvent[] {
  const [action] = actions;
  const token = action?.selected_option?.value ?? action?.value;
  const teamId = user.team_id ?? team?.id;
  if (action === undefined || token === undefined || teamId === undefined) return [];
  if (!action.action_id.startsWith(CHOICE_ACTION)) return [];
  const { channel_id: channel, message_ts: ts } = container;
  const address = place(channel, ts, container.thread_ts ?? message?.thread_ts);
  if (address === null) return [];
  const name = user.name ?? user.username;
  const sender = { ...identityOf({ user: user.id, team: teamId }), ...(name !== undefined && { name }) };
  // Slack gives a tap no id; a person cannot tap twice within a microsecond.
  const eventId = `tap ${channel} ${ts} ${user.id} ${action.action_ts}`;
  const common = { channel: 'slack', eventId, address, at: timeOf(action.action_ts) };
  return [{ ...common, kind: 'choice', sender, token: token.slice(0, 512), message: { channel, ts } }];
}

interface Told {
  eventId: string;
  team: string;
  botUser: string;
}

function said(event: MessageEvent, { eventId, team, botUser }: Told): IncomingEvent[] {
  const writer = writerOf(event, team);
  const text = wordsOf(event);
  if (writer === null || writer.user === botUser || text.trim() === '') return [];
  const { channel, ts, thread_ts, parent_user_id } = event;
  const below = thread_ts !== undefined && thread_ts !== ts;
  const answersUs = below && parent_user_id === botUser;
  const address = place(channel, ts, answersUs ? undefined : thread_ts);
  if (address === null) return [];
  const common = { channel: 'slack', eventId, address, at: timeOf(ts), sender: identityOf(writer) };
  return [{ ...common, kind: 'text', text, ...(answersUs && { replyTo: { channel, ts: thread_ts } }) }];
}

/** The person behind a message; null for bots and for Slack's own notes. In a shared channel people of another
 * workspace carry theirs. */
export function writerOf(event: MessageEvent, team: string): SlackPerson | null {
  const { user, bot_id, subtype } = event;
  if (user === undefined || bot_id !== undefined || !WRITTEN.has(subtype)) return null;
  return { user, team: event.user_team ?? event.source_team ?? event.team ?? team };
}

function ofChannel(raw: unknown, eventId: string, at: Date): IncomingEvent[] {
  const renamed = RenamedEvent.safeParse(raw);
  if (renamed.success) {
    const [from, to] = [place(renamed.data.old_channel_id), place(renamed.data.new_channel_id)];
    return from && to ? [{ channel: 'slack', eventId, address: from, at, kind: 'moved', to }] : [];
  }
  const gone = GoneEvent.safeParse(raw);
  const address = gone.success ? place(gone.data.channel) : null;
  if (!gone.success || address === null) return [];
  return [{ channel: 'slack', eventId, address, at, kind: 'unreachable', reason: gone.data.type }];
}

/** A message that begins a thread stands in its channel. */
export function place(channel: string, ts?: string, thread_ts?: string): Address | null {
  const inThread = thread_ts !== undefined && thread_ts !== ts;
  const address = slackAddress.schema.safeParse({ channel, ...(inThread && { thread_ts }) });
  return address.success ? address.data : null;
}

/** Seconds with six decimals. */
export const timeOf = (ts: string): Date => new Date(Number(ts) * 1000);
