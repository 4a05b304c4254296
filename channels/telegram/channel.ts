import { Api } from 'grammy';
import type { Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { capabilities } from './capabilities.ts';
import { checkTelegram } from './check.ts';
import { isNotModified, toChannelError } from './errors.ts';
import { createNetwork, type Network } from './network.ts';
import { createPace } from './pace.ts';
import { POLL_SECONDS, poll } from './polling.ts';
import { createReceiver } from './receive.ts';
import { renderMessage } from './render.ts';
import { botId, type TelegramSettings } from './settings.ts';
import { setWebhook, webhookRoute } from './webhook.ts';

/** How long a call may take before its outcome counts as unknown: half of what a claim on a send lives. */
const CALL_TIMEOUT_MS = 10_000;

/** For tests: a shorter patience. */
export interface Patience {
  callTimeoutMs?: number;
}

/** The Telegram channel: grammY's client without its retries, because the waiting is the queue's. */
export function createTelegram(
  settings: TelegramSettings,
  context: ChannelContext,
  { callTimeoutMs = CALL_TIMEOUT_MS }: Patience = {},
): Channel {
  const calls = createNetwork(callTimeoutMs);
  const polls = createNetwork(POLL_SECONDS * 1000 + callTimeoutMs);
  const api = client(settings, calls);
  const pollApi = client(settings, polls);
  const receiver = createReceiver(api, context);
  const pace = createPace(context);
  const { TELEGRAM_WEBHOOK_SECRET: secret } = settings;
  const { publicUrl } = context;
  const webhook = publicUrl?.startsWith('https://') && secret ? { publicUrl, secret } : null;
  let sink: Sink | null = null;
  let receiving: { stop(): Promise<void> } | null = null;

  async function start(to: Sink): Promise<void> {
    sink = to;
    receiving = webhook
      ? untilStopped((signal) => setWebhook(api, webhook, pace, signal))
      : context.underLease(`telegram:polling:${botId(settings)}`, (signal) =>
          poll({ api: pollApi, receiver, pace, sink: to }, signal),
        );
  }

  async function stop(): Promise<void> {
    sink = null;
    const stopping = receiving;
    receiving = null;
    await stopping?.stop();
    await receiver.settled();
    await Promise.all([calls.close(), polls.close()]);
  }

  async function send(address: Address, message: OutgoingMessage): Promise<MessageRef> {
    try {
      const sent = await api.raw.sendMessage({ ...place(address), ...renderMessage(message) });
      return { chat_id: String(address.chat_id), message_id: sent.message_id };
    } catch (error) {
      throw toChannelError(error, address);
    }
  }

  async function edit(address: Address, ref: MessageRef, message: OutgoingMessage): Promise<void> {
    const { chat_id, business_connection_id } = place(address);
    const at = {
      chat_id,
      message_id: Number(ref.message_id),
      ...(business_connection_id && { business_connection_id }),
    };
    try {
      await api.raw.editMessageText({ ...at, ...renderMessage(message) });
    } catch (error) {
      if (!isNotModified(error)) throw toChannelError(error, address);
    }
  }

  return {
    name: 'telegram',
    capabilities,
    start,
    stop,
    send,
    edit,
    check: () => checkTelegram(api, webhook ? 'webhook' : 'polling'),
    ...(webhook && { routes: [webhookRoute(webhook.secret, receiver, () => sink, context.log)] }),
  };
}

function client({ TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT }: TelegramSettings, { fetch }: Network): Api {
  // grammY's own time-out (500 s) is never reached: the network's is shorter and can be told from other faults.
  return new Api(TELEGRAM_BOT_TOKEN, { apiRoot: TELEGRAM_API_ROOT, fetch });
}

/** An address as the Bot API's parameters; its keys are the same. */
function place({ chat_id, message_thread_id, business_connection_id }: Address) {
  return {
    chat_id: String(chat_id),
    ...(message_thread_id !== undefined && { message_thread_id: Number(message_thread_id) }),
    ...(business_connection_id !== undefined && { business_connection_id: String(business_connection_id) }),
  };
}

function untilStopped(work: (signal: AbortSignal) => Promise<void>): { stop(): Promise<void> } {
  const controller = new AbortController();
  const done = work(controller.signal);
  return {
    stop: async () => {
      controller.abort();
      await done;
    },
  };
}
