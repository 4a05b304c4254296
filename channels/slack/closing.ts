import { EventCallback, MessageShortcut, ReactionEvent, SlashCommand } from './payload.ts';
import type { SlackPerson } from './person.ts';

/** The message shortcut and the command of the app's manifest. */
export const CLOSE_SHORTCUT = 'afterword_close';
export const CLOSE_COMMAND = '/close';

/** Somebody wants a conversation to be closed. */
export interface Closing {
  by: SlackPerson;
  channel: string;
  /** The message it was said of, if any; its thread is the conversation. */
  ts?: string;
  /** Known to be the first message of the thread. */
  thread_ts?: string;
  /** When, as a name that a repeat of the same payload has too. */
  instance: string;
  at: Date;
  eventId: string;
  /** The person waits for an answer of ours. */
  asked: boolean;
}

/** What of Slack's payloads closes a conversation; null for all others. Whether the person may is not looked at. */
export function readClosing(
  raw: unknown,
  { reaction, now }: { reaction?: string; now: Date },
): Closing | null {
  return (
    ofShortcut(raw) ?? ofCommand(raw, now) ?? (reaction === undefined ? null : ofReaction(raw, reaction))
  );
}

function ofShortcut(raw: unknown): Closing | null {
  const { data } = MessageShortcut.safeParse(raw);
  const team = data?.user.team_id ?? data?.team?.id;
  if (data?.callback_id !== CLOSE_SHORTCUT || team === undefined) return null;
  const { user, channel, message, action_ts } = data;
  return {
    by: { user: user.id, team },
    channel: channel.id,
    ts: message.ts,
    thread_ts: message.thread_ts ?? message.ts,
    instance: action_ts,
    at: new Date(Number(action_ts) * 1000),
    eventId: `close ${channel.id} ${action_ts} ${user.id}`,
    asked: true,
  };
}

/** Slack sends no thread with a command: the thread is named by a link to one of its messages. */
function ofCommand(raw: unknown, now: Date): Closing | null {
  const { data } = SlashCommand.safeParse(raw);
  if (data?.command !== CLOSE_COMMAND) return null;
  const linked = readPermalink(data.text);
  const common = { by: { user: data.user_id, team: data.team_id }, at: now, asked: true };
  const instance = data.trigger_id;
  return { ...common, instance, eventId: `close ${instance}`, channel: data.channel_id, ...linked };
}

function ofReaction(raw: unknown, name: string): Closing | null {
  const told = EventCallback.safeParse(raw).data;
  const event = ReactionEvent.safeParse(told?.event).data;
  // A skin tone is a part of the name: "ok_hand::skin-tone-3".
  if (told === undefined || event?.reaction.split('::')[0] !== name) return null;
  return {
    by: { user: event.user, team: told.team_id },
    channel: event.item.channel,
    ts: event.item.ts,
    instance: event.event_ts,
    at: new Date(Number(event.event_ts) * 1000),
    eventId: told.event_id,
    asked: false,
  };
}

const PERMALINK =
  /\/archives\/([CGD][A-Z0-9]{2,30})\/p(\d{1,12})(\d{6})(?:\?(?:[^\s>]{0,200}&)?thread_ts=(\d{1,12}\.\d{6}))?/;

/** `https://x.slack.com/archives/C024BE91L/p1732267200000100?thread_ts=…` */
function readPermalink(text: string): Pick<Closing, 'channel' | 'ts' | 'thread_ts'> | null {
  const [, channel, seconds, rest, thread] = PERMALINK.exec(text) ?? [];
  if (channel === undefined) return null;
  const ts = `${seconds}.${rest}`;
  return { channel, ts, ...(thread !== undefined && { thread_ts: thread }) };
}
