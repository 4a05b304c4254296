import { refusals } from './refusals.ts';

export interface FakeUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  username?: string;
  language_code?: string;
}

export interface FakeChat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  is_forum?: true;
}

export interface Button {
  text: string;
  callback_data: string;
}

/** A message of the bot as it stands now. */
export interface SentMessage {
  message_id: number;
  chat: FakeChat;
  text: string;
  buttons: Button[][];
  message_thread_id?: number;
  business_connection_id?: string;
  /** Unix seconds. */
  date: number;
  edits: number;
}

/** What keeps the bot out of a chat. */
type Closed = 'blocked' | 'deactivated' | 'kicked' | { upgradedTo: number };

/** Chats, people and messages of the fake. A positive id that nobody spoke of is a person who pressed Start. */
export class World {
  readonly bot: FakeUser;
  readonly sent: SentMessage[] = [];
  readonly connections = new Set<string>();
  readonly #users = new Map<number, FakeUser>();
  readonly #chats = new Map<number, FakeChat>();
  readonly #closed = new Map<number, Closed>();
  readonly #admins = new Map<number, Set<number>>();
  readonly #topics = new Map<number, Set<number>>();
  #nextMessageId = 100;

  constructor(botId: number) {
    this.bot = { id: botId, is_bot: true, first_name: 'Afterword', username: 'afterword_fake_bot' };
  }

  person(user: Partial<FakeUser> & { id: number }): FakeUser {
    const known = this.#users.get(user.id) ?? { is_bot: false, first_name: `Person ${user.id}` };
    const person = { ...known, ...user };
    this.#users.set(user.id, person);
    return person;
  }

  group(
    id: number,
    { title = 'Support', topics }: { title?: string; topics?: readonly number[] } = {},
  ): FakeChat {
    const type = id < -1_000_000_000_000 ? 'supergroup' : 'group';
    const chat: FakeChat = { id, type, title, ...(topics && { is_forum: true as const }) };
    this.#chats.set(id, chat);
    if (topics) this.#topics.set(id, new Set(topics));
    return chat;
  }

  /** From now on this person is an admin of the group. */
  promote(chatId: number, userId: number): void {
    const admins = this.#admins.get(chatId) ?? new Set();
    this.#admins.set(chatId, admins.add(userId));
  }

  member(chatId: unknown, userId: unknown): object {
    const isAdmin = this.#admins.get(Number(chatId))?.has(Number(userId)) === true;
    return { user: this.person({ id: Number(userId) }), status: isAdmin ? 'administrator' : 'member' };
  }

  close(chatId: number, how: Closed): void {
    this.#closed.set(chatId, how);
  }

  open(chatId: number): void {
    this.#closed.delete(chatId);
  }

  /** The chat, whether or not the bot may write there. */
  chat(chatId: unknown): FakeChat {
    const id = Number(chatId);
    const known = this.#chats.get(id);
    if (known) return known;
    if (!Number.isSafeInteger(id) || id <= 0) throw refusals.chatNotFound();
    this.person({ id });
    const chat: FakeChat = { id, type: 'private' };
    this.#chats.set(id, chat);
    return chat;
  }

  /** The chat, if the bot may write there; else Telegram's refusal. */
  writable(chatId: unknown, threadId?: unknown): FakeChat {
    const chat = this.chat(chatId);
    const closed = this.#closed.get(chat.id);
    if (closed === 'blocked') throw refusals.blocked();
    if (closed === 'deactivated') throw refusals.deactivated();
    if (closed === 'kicked') throw refusals.kicked(chat.type === 'supergroup' ? 'supergroup' : 'group');
    if (closed) throw refusals.upgraded(closed.upgradedTo);
    if (threadId !== undefined && !this.#topics.get(chat.id)?.has(Number(threadId))) {
      throw refusals.threadNotFound();
    }
    return chat;
  }

  nextMessageId(): number {
    this.#nextMessageId += 1;
    return this.#nextMessageId;
  }

  find(chatId: unknown, messageId: unknown): SentMessage | undefined {
    return this.sent.find((m) => m.chat.id === Number(chatId) && m.message_id === Number(messageId));
  }

  /** A message of ours in the shape in which the Bot API tells of it. */
  asMessage({ message_id, chat, text, buttons, date, edits: _edits, ...where }: SentMessage): object {
    const topic = where.message_thread_id === undefined ? {} : { is_topic_message: true };
    const markup = buttons.length > 0 && { reply_markup: { inline_keyboard: buttons } };
    return { message_id, from: this.bot, chat, date, text, ...where, ...topic, ...markup };
  }
}
