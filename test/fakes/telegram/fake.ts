import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, CallLog } from './calls.ts';
import { Changes } from './changes.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { type Limits, RateLimiter, TRUE_LIMITS } from './limits.ts';
import type { Platform, TapAnswer } from './methods.ts';
import { type BotApi, listen } from './server.ts';
import { UpdateQueue } from './updates.ts';
import { WebhookDelivery, type WebhookOptions } from './webhook.ts';
import { type Button, type FakeUser, type SentMessage, World } from './world.ts';

export interface FakeOptions {
  /** Default: a free port. */
  port?: number;
  token?: string;
  /** Default: from the clock, so that a fake that was started anew repeats no id of the one before. */
  firstUpdateId?: number;
  webhook?: Partial<WebhookOptions>;
}

/** Where and as whom a person speaks. */
export interface Speaking {
  /** Default: the person of the private chat. */
  as?: number;
  thread?: number;
  /** Through the business account with this connection. */
  business?: string;
  replyTo?: number;
}

const FAKE_TOKEN = '7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake';

/** Starts Telegram, as far as a bot sees it: a real HTTP server on loopback. See README.md. */
export async function startTelegramFake(options: FakeOptions = {}): Promise<TelegramFake> {
  const { token = FAKE_TOKEN, firstUpdateId = Math.floor(Date.now() / 1000), port = 0 } = options;
  const changes = new Changes();
  const world = new World(Number(token.split(':')[0]));
  const queue = new UpdateQueue(changes, firstUpdateId);
  const reach = { reach: (url: string) => url, retryPauseMs: 20, ...options.webhook };
  const webhook = new WebhookDelivery(queue, changes, reach);
  const limiter = new RateLimiter();
  const platform: Platform = { world, queue, webhook, limiter, openTaps: new Set(), tapAnswers: [] };
  const log = new CallLog(changes);
  const api: BotApi = { token, platform, log, plan: new FaultPlan(), changed: () => changes.happened() };
  return new TelegramFake(api, changes, await listen(api, port));
}

/** The people and the platform, driven by a test. */
export class TelegramFake {
  readonly token: string;
  readonly world: World;
  readonly #api: BotApi;
  readonly #platform: Platform;
  readonly #changes: Changes;
  readonly #server: Server;
  #taps = 0;

  constructor(api: BotApi, changes: Changes, server: Server) {
    this.#api = api;
    this.token = api.token;
    this.#platform = api.platform;
    this.world = api.platform.world;
    this.#changes = changes;
    this.#server = server;
  }

  /** What TELEGRAM_API_ROOT is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Messages of the bot, oldest first, as they stand after edits. */
  get sent(): readonly SentMessage[] {
    return this.world.sent;
  }

  get calls(): readonly Call[] {
    return this.#api.log.calls;
  }

  /** Answers that people got to their taps. */
  get tapAnswers(): readonly TapAnswer[] {
    return this.#platform.tapAnswers;
  }

  /** A person writes. */
  says(chatId: number, text: string, { as, thread, business, replyTo }: Speaking = {}): void {
    const replied = replyTo === undefined ? undefined : this.world.find(chatId, replyTo);
    const message = {
      message_id: this.world.nextMessageId(),
      from: this.#speaker(chatId, as),
      chat: this.world.chat(chatId),
      date: Math.floor(Date.now() / 1000),
      text,
      ...(thread !== undefined && { message_thread_id: thread, is_topic_message: true }),
      ...(business !== undefined && { business_connection_id: business }),
      ...(replied && { reply_to_message: this.world.asMessage(replied) }),
    };
    this.#platform.queue.add(business === undefined ? 'message' : 'business_message', message);
  }

  /** A person taps a button, by its place (0 = first) or its label. Answers the id of the tap. */
  taps(message: SentMessage, button: number | string, { as }: { as?: number } = {}): string {
    const buttons = message.buttons.flat();
    const tapped: Button | undefined =
      typeof button === 'number' ? buttons[button] : buttons.find(({ text }) => text === button);
    if (tapped === undefined) throw new Error(`no button ${button} under message ${message.message_id}`);
    return this.forges(message, tapped.callback_data, as === undefined ? {} : { as });
  }

  /** A client sends data that no button needs to hold; `inaccessible` as of a message that the bot cannot see. */
  forges(
    message: SentMessage,
    data: string,
    { as, inaccessible = false }: { as?: number; inaccessible?: boolean } = {},
  ) {
    this.#taps += 1;
    const id = `${message.chat.id}${Date.now()}${this.#taps}`;
    this.#platform.openTaps.add(id);
    const { chat, message_id } = message;
    this.#platform.queue.add('callback_query', {
      id,
      from: this.#speaker(chat.id, as),
      message: inaccessible ? { chat, message_id, date: 0 } : this.world.asMessage(message),
      chat_instance: '-3711045623018274',
      data,
    });
    return id;
  }

  /** All taps so far have become too old to be answered. */
  tapsGrowOld(): void {
    this.#platform.openTaps.clear();
  }

  /** A person blocks the bot (or a group puts it out); the bot is told. */
  blocks(chatId: number): void {
    const chat = this.world.chat(chatId);
    this.world.close(chatId, chat.type === 'private' ? 'blocked' : 'kicked');
    this.#membership(chatId, 'member', 'kicked');
  }

  unblocks(chatId: number): void {
    this.world.open(chatId);
    this.#membership(chatId, 'kicked', 'member');
  }

  /** A group becomes a supergroup, with a new id. */
  upgrades(chatId: number, to: number): void {
    const chat = this.world.chat(chatId);
    this.world.close(chatId, { upgradedTo: to });
    this.world.group(to, chat.title === undefined ? {} : { title: chat.title });
    const common = { message_id: this.world.nextMessageId(), date: Math.floor(Date.now() / 1000) };
    const from = this.world.person({ id: 5151, first_name: 'Admin' });
    this.#platform.queue.add('message', { ...common, from, chat, migrate_to_chat_id: to });
  }

  /** The last update comes once more, with the same id. */
  repeatsLastUpdate(): void {
    this.#platform.queue.repeatLast();
  }

  /** Any update, in the platform's shape. */
  delivers(kind: string, content: object): void {
    this.#platform.queue.add(kind, content);
  }

  /** The next so many calls of this method are struck. */
  strikes(method: string, fault: Fault, times = 1): void {
    this.#api.plan.add(method, fault, times);
  }

  /** From now on sends are held to these limits; null lifts them. */
  enforceLimits(limits: Limits | null = TRUE_LIMITS): void {
    this.#platform.limiter.limits = limits;
  }

  /** The first call of the method that satisfies this (by default: that was answered), now or when it comes. */
  waitForCall(method: string, wanted?: (call: Call) => boolean): Promise<Call> {
    return this.#api.log.waitFor(method, wanted);
  }

  /** Calls back with each call once it has its answer. */
  onCall(tell: (call: Call) => void): void {
    this.#api.log.listeners.add(tell);
  }

  /** The first of our messages that satisfies this, now or when it becomes so. */
  waitForMessage(wanted: (message: SentMessage) => boolean): Promise<SentMessage> {
    return this.#changes.until(() => this.sent.find(wanted));
  }

  /** Resolves when the person has got this answer to a tap. */
  waitForTapAnswer(id: string): Promise<TapAnswer> {
    return this.#changes.until(() => this.tapAnswers.find((answer) => answer.id === id));
  }

  /** Resolves when somebody polls and nothing waits. */
  async waitForPoll(): Promise<void> {
    await this.#changes.until(() => (this.#platform.queue.polling ? true : undefined));
  }

  /** Resolves, with Telegram's words for it, when the webhook did not take an update. */
  waitForDeliveryFailure(): Promise<string> {
    return this.#changes.until(() => this.#platform.webhook.lastError ?? undefined);
  }

  /** Resolves when no request of a bot is open. */
  idle(): Promise<void> {
    return this.#api.log.idle();
  }

  async close(): Promise<void> {
    await this.#platform.webhook.set(null);
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #speaker(chatId: number, as: number | undefined): FakeUser {
    if (as === undefined && chatId < 0) throw new Error('in a group, say who speaks: { as: 4242 }');
    return this.world.person({ id: as ?? chatId });
  }

  #membership(chatId: number, before: string, after: string): void {
    const user = this.world.bot;
    this.#platform.queue.add('my_chat_member', {
      chat: this.world.chat(chatId),
      from: this.world.person({ id: Math.abs(chatId) }),
      date: Math.floor(Date.now() / 1000),
      old_chat_member: { user, status: before },
      new_chat_member: { user, status: after },
    });
  }
}
