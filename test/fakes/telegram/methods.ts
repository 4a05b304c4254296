import type { RateLimiter } from './limits.ts';
import { refusals } from './refusals.ts';
import type { UpdateQueue } from './updates.ts';
import type { WebhookDelivery } from './webhook.ts';
import type { Button, SentMessage, World } from './world.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** An answer to a tap, as the person sees it. */
export interface TapAnswer {
  id: string;
  text: string | null;
}

export interface Platform {
  world: World;
  queue: UpdateQueue;
  webhook: WebhookDelivery;
  limiter: RateLimiter;
  /** Taps that still may be answered. */
  openTaps: Set<string>;
  tapAnswers: TapAnswer[];
}

type Method = (platform: Platform, payload: Payload, gone: AbortSignal) => Promise<unknown> | unknown;

/** The methods of the Bot API that are played. */
export const methods: Readonly<Record<string, Method>> = {
  getMe: ({ world }) => ({ ...world.bot, can_join_groups: true, can_connect_to_business: true }),
  getChatMember: ({ world }, { chat_id, user_id }) => world.member(chat_id, user_id),
  getUpdates({ queue }, payload, gone) {
    if (Array.isArray(payload.allowed_updates)) queue.allowed = payload.allowed_updates.map(String);
    return queue.poll(payload, gone);
  },
  async setWebhook({ queue, webhook }, { url, secret_token, allowed_updates }) {
    if (url === '' || url === undefined) return webhook.set(null).then(() => true);
    if (!/^https:\/\//.test(String(url))) throw refusals.webhookNeedsHttps();
    if (Array.isArray(allowed_updates)) queue.allowed = allowed_updates.map(String);
    const secret = typeof secret_token === 'string' ? secret_token : undefined;
    await webhook.set({ url: String(url), secret_token: secret });
    return true;
  },
  deleteWebhook: ({ webhook }) => webhook.set(null).then(() => true),
  getWebhookInfo: ({ webhook, queue }) => ({
    url: webhook.target?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: queue.waiting.length,
    ...(webhook.lastError !== null && { last_error_message: webhook.lastError }),
  }),
  sendMessage,
  editMessageText,
  answerCallbackQuery({ openTaps, tapAnswers }, { callback_query_id, text }) {
    const id = String(callback_query_id);
    if (!openTaps.has(id)) throw refusals.queryTooOld();
    tapAnswers.push({ id, text: typeof text === 'string' && text !== '' ? text : null });
    return true;
  },
};

function sendMessage({ world, limiter }: Platform, payload: Payload): object {
  const { chat_id, message_thread_id, business_connection_id } = payload;
  const chat = world.writable(chat_id, message_thread_id);
  if (business_connection_id !== undefined && !world.connections.has(String(business_connection_id))) {
    throw refusals.connectionNotFound();
  }
  const content = contentOf(payload);
  limiter.take(chat, Date.now());
  const message: SentMessage = {
    message_id: world.nextMessageId(),
    chat,
    ...content,
    date: Math.floor(Date.now() / 1000),
    edits: 0,
    ...(message_thread_id !== undefined && { message_thread_id: Number(message_thread_id) }),
    ...(business_connection_id !== undefined && { business_connection_id: String(business_connection_id) }),
  };
  world.sent.push(message);
  return world.asMessage(message);
}

function editMessageText({ world }: Platform, payload: Payload): object {
  world.writable(payload.chat_id);
  const message = world.find(payload.chat_id, payload.message_id);
  if (message === undefined) throw refusals.editNotFound();
  const { text, buttons } = contentOf(payload);
  if (message.text === text && JSON.stringify(message.buttons) === JSON.stringify(buttons)) {
    throw refusals.notModified();
  }
  Object.assign(message, { text, buttons, edits: message.edits + 1 });
  return world.asMessage(message);
}

/** Text and buttons, held to Telegram's limits. */
function contentOf(payload: Payload): { text: string; buttons: Button[][] } {
  const text = String(payload.text ?? '').trim();
  if (text === '') throw refusals.emptyText();
  if (text.length > 4096) throw refusals.tooLong();
  const markup = payload.reply_markup as { inline_keyboard?: Button[][] } | undefined;
  const buttons = markup?.inline_keyboard ?? [];
  for (const { text: label, callback_data } of buttons.flat()) {
    if (!label?.trim()) throw refusals.buttonText();
    const bytes = Buffer.byteLength(callback_data ?? '');
    if (bytes < 1 || bytes > 64) throw refusals.buttonData();
  }
  return { text, buttons };
}
