import type { Block, View } from './blocks.ts';
import { refuse } from './refusals.ts';
import { type Control, controls, readable, unescaped } from './seen.ts';

export interface FakeUser {
  id: string;
  team_id: string;
  name: string;
  real_name: string;
  locale: string;
  tz: string;
  is_bot: boolean;
  deleted: boolean;
}

export interface FakeChannel {
  id: string;
  name: string;
  is_im: boolean;
  is_private: boolean;
  is_archived: boolean;
  is_ext_shared: boolean;
  /** The other person of a direct message. */
  user?: string;
  /** Whether the app is in it. */
  is_member: boolean;
}

export interface FakeMessage {
  channel: string;
  ts: string;
  user: string;
  team: string;
  text: string;
  bot_id?: string;
  thread_ts?: string;
  blocks?: Block[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  files: string[];
  reactions: { name: string; users: string[] }[];
  edits: number;
  deleted: boolean;
  /** Seen by this person only. */
  ephemeralFor?: string;
}

export interface FakeFile {
  id: string;
  name: string;
  title: string;
  alt_text?: string;
  data: Buffer | null;
  /** Where it was shared. */
  channels: string[];
  complete: boolean;
}

export interface OpenView {
  id: string;
  user: string;
  view: View;
  hash: string;
  root: string;
}

export const HOME_TEAM = 'T0HOME';
export const BOT_USER = 'U0BOT';
export const BOT_ID = 'B0BOT';
export const APP_ID = 'A0AFTERWORD';

/** Workspaces, people, conversations and what was written in them. Ids that nobody spoke of do not exist. */
export class World {
  readonly messages: FakeMessage[] = [];
  readonly files = new Map<string, FakeFile>();
  readonly views = new Map<string, OpenView>();
  readonly homes = new Map<string, OpenView>();
  readonly usergroups = new Map<string, { id: string; handle: string; name: string; users: string[] }>();
  readonly #users = new Map<string, FakeUser>();
  readonly #channels = new Map<string, FakeChannel>();
  #lastTs = 0;
  #ids = 0;

  constructor() {
    this.person(BOT_USER, { name: 'afterword', is_bot: true });
  }

  id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}0${this.#ids.toString(36).toUpperCase().padStart(6, '0')}`;
  }

  person(id: string, more: Partial<FakeUser> = {}): FakeUser {
    const known = this.#users.get(id) ?? {
      team_id: HOME_TEAM,
      name: `user-${id.toLowerCase()}`,
      real_name: `Person ${id}`,
      locale: 'en-US',
      tz: 'Europe/Istanbul',
      is_bot: false,
      deleted: false,
    };
    const person = { ...known, ...more, id };
    this.#users.set(id, person);
    return person;
  }

  user(id: unknown): FakeUser {
    const user = this.#users.get(String(id));
    if (user === undefined) throw refuse('user_not_found');
    return user;
  }

  /** A channel; the app is in it unless said otherwise. */
  channel(id: string, more: Partial<FakeChannel> = {}): FakeChannel {
    const known = this.#channels.get(id) ?? {
      name: id.toLowerCase(),
      is_im: id.startsWith('D'),
      is_private: false,
      is_archived: false,
      is_ext_shared: false,
      is_member: true,
    };
    const channel = { ...known, ...more, id };
    this.#channels.set(id, channel);
    return channel;
  }

  channels(): FakeChannel[] {
    return [...this.#channels.values()];
  }

  /** The direct messages of a person and the app, opened when they are not yet. */
  direct(user: string): FakeChannel {
    const person = this.user(user);
    const open = this.channels().find((channel) => channel.user === user);
    return open ?? this.channel(`D${person.id.slice(1)}`, { is_im: true, user });
  }

  remove(channel: string): void {
    this.#channels.delete(channel);
  }

  /** By id, or by the name that people use. */
  known(id: unknown): FakeChannel {
    const named = () => this.channels().find(({ name }) => name === String(id).replace(/^#/, ''));
    const channel = this.#channels.get(String(id)) ?? named();
    if (channel === undefined) throw refuse('channel_not_found');
    return channel;
  }

  /** Where the app may write, or Slack's refusal. A person's id stands for the direct messages with them. */
  writable(id: unknown): FakeChannel {
    const channel = /^[UW]/.test(String(id)) ? this.direct(String(id)) : this.known(id);
    if (channel.is_archived) throw refuse('is_archived');
    if (!channel.is_member && channel.is_private) throw refuse('channel_not_found');
    if (!channel.is_member) throw refuse('not_in_channel');
    return channel;
  }

  /** Seconds and six more digits, later than every one before. */
  nextTs(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Date.now() * 1000);
    const digits = String(this.#lastTs);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  add(message: Pick<FakeMessage, 'channel' | 'user' | 'text'> & Partial<FakeMessage>): FakeMessage {
    const { team_id: team } = this.user(message.user);
    const added = { ts: this.nextTs(), team, files: [], reactions: [], edits: 0, deleted: false, ...message };
    this.messages.push(added);
    return added;
  }

  find(channel: unknown, ts: unknown): FakeMessage | undefined {
    return this.messages.find((m) => m.channel === channel && m.ts === ts && !m.deleted);
  }

  /** Messages of the app that stand now, oldest first; ephemeral ones apart. */
  get sent(): FakeMessage[] {
    return this.messages.filter((m) => m.user === BOT_USER && !m.deleted && m.ephemeralFor === undefined);
  }

  /** A message in the shape in which Slack tells of it. */
  asMessage(message: FakeMessage): Record<string, unknown> {
    const { channel: _, edits, deleted: _d, ephemeralFor, files, reactions, metadata: _m, ...rest } = message;
    const replies = this.messages.filter(
      (m) => m.thread_ts === message.ts && m.ts !== message.ts && !m.deleted,
    );
    const root = message.thread_ts === undefined ? undefined : this.find(message.channel, message.thread_ts);
    const isReply = root !== undefined && root.ts !== message.ts;
    return {
      type: 'message',
      ...rest,
      ...(replies.length > 0 && { thread_ts: message.ts, reply_count: replies.length }),
      ...(isReply && { parent_user_id: root.user }),
      ...(message.bot_id && { app_id: APP_ID }),
      ...(edits > 0 && { edited: { user: message.user, ts: message.ts } }),
      ...(reactions.length > 0 && { reactions: reactions.map((r) => ({ ...r, count: r.users.length })) }),
      ...(files.length > 0 && { files: files.map((id) => ({ id })) }),
      ...(ephemeralFor !== undefined && { is_ephemeral: true }),
    };
  }
}

/** What a person reads of a message. */
export const textOf = (message: FakeMessage): string =>
  message.blocks === undefined ? unescaped(message.text) : readable(message.blocks);

export const controlsOf = (message: FakeMessage): Control[] => controls(message.blocks ?? []);
