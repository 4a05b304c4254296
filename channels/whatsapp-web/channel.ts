import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { Delivery } from '../../src/model/ladder.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { capabilities } from './capabilities.ts';
import { catchUp } from './catch-up.ts';
import { closing } from './closing.ts';
import type { Client } from './library.ts';
import { openMemory } from './memory.ts';
import { pairRoutes } from './pair-routes.ts';
import { atTheTerminal, inWords, type Link } from './pairing.ts';
import { createReceiver } from './receive.ts';
import { renderMessage } from './render.ts';
import { write } from './send.ts';
import { type Patience, runSession, type Session } from './session.ts';
import type { WhatsappWebSettings } from './settings.ts';

const PATIENCE: Patience = { start: 90_000, ready: 60_000, look: 1_000, call: 9_000 };
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** WhatsApp Web, at your own risk: one browser, held by one process, started anew whenever it ends. */
export function createWhatsappWeb(
  settings: WhatsappWebSettings,
  context: ChannelContext,
  patience: Partial<Patience & { pause: number }> = {},
): Channel {
  const { log, now, dataDir } = context;
  const times = { ...PATIENCE, pause: FIRST_PAUSE_MS, ...patience };
  const memory = openMemory(context.transcript);
  const sending = new Set<Promise<unknown>>();
  let sink: Sink | null = null;
  let session: Session | null = null;
  let link: Link = { is: 'elsewhere' };
  let lease: { stop(): Promise<void> } | null = null;
  let receiver = newReceiver();

  function newReceiver() {
    return createReceiver({
      memory,
      log,
      now,
      client: () => session?.client() ?? null,
      settled: () => Promise.allSettled(sending),
      sink: () => sink,
      answer: ({ address }, notice) => {
        send(address, { kind: 'text', language: 'en', text: notice }).catch(() => {});
      },
    });
  }

  async function own(raw: unknown): Promise<void> {
    const event = await closing(raw, settings.WHATSAPP_WEB_CLOSE_COMMAND, receiver.addressOf);
    if (event !== null) await receiver.hand(event);
  }

  const runs = (client: Client): boolean => session?.client() === client;

  const listening = {
    incoming: (raw: unknown) => receiver.take(raw),
    own: (raw: unknown) => void own(raw).catch(() => {}),
    pairing(text: string, how: 'qr' | 'code') {
      link = { is: 'pairing', how, text };
      context.show(atTheTerminal(text, how));
    },
    linked() {
      link = { is: 'loading' };
    },
    ready(client: Client) {
      link = { is: 'linked', as: String(client.info?.wid?.user ?? '?') };
      log.info({}, 'whatsapp-web: ready');
      catchUp(client, { memory, receiver, own: listening.own, runs, now, log }).catch((error: unknown) =>
        log.warn({ reason: reasonOf(error) }, 'whatsapp-web: what was missed could not be fetched'),
      );
    },
  };

  async function keepRunning(signal: AbortSignal): Promise<void> {
    let pauseMs = times.pause;
    link = { is: 'starting' };
    while (!signal.aborted) {
      const end = () => session?.end('stopped');
      const began = (one: Session) => {
        session = one;
        if (signal.aborted) end();
        signal.addEventListener('abort', end, { once: true });
      };
      const starting = { settings, dataDir, authTimeoutMs: Math.floor(times.start / 2) };
      const since = Date.now();
      const reason = await runSession(starting, times, listening, { log, began }).catch(reasonOf);
      session = null;
      signal.removeEventListener('abort', end);
      link = { is: 'ended', reason };
      if (signal.aborted) break;
      // A browser that ran well for a while is not punished for the failures before.
      pauseMs = Date.now() - since > LONGEST_PAUSE_MS ? times.pause : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      log.warn({ reason, pauseMs }, 'whatsapp-web: the browser has ended and is started anew');
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
    link = { is: 'elsewhere' };
  }

  async function send(
    address: Address,
    message: OutgoingMessage,
    key?: string,
    delivery?: Delivery,
  ): Promise<MessageRef> {
    const client = session?.client() ?? null;
    if (client === null)
      throw new ChannelError('temporary', 'not_connected', `WhatsApp Web is ${inWords(link)}`);
    const rendered = renderMessage(message, delivery?.rung);
    const poll = rendered.type === 'poll' && { poll: rendered };
    const attempt = (chat: string, key: string) => ({ key, address, chat, ...poll });
    const work = (async () => {
      const { id, chat } = await write(client, address, rendered, times.call, async (chat) => {
        if (key !== undefined) await memory.begins(attempt(chat, key), now());
      });
      if (key !== undefined) {
        await memory
          .keepPoll(id, attempt(chat, key), now())
          .catch(() => log.warn({}, 'whatsapp-web: a poll could not be kept; its words will have to do'));
      }
      return { id };
    })();
    sending.add(work);
    return work.finally(() => sending.delete(work));
  }

  return {
    name: 'whatsapp-web',
    capabilities,
    async start(to) {
      sink = to;
      receiver = newReceiver();
      lease = context.underLease('whatsapp-web', keepRunning);
    },
    async stop() {
      const holding = lease;
      lease = null;
      sink = null;
      await receiver.stop();
      await holding?.stop();
    },
    send,
    routes: pairRoutes(context, () => link),
    check: async () => {
      const ok = session?.client() != null;
      const next =
        'Start "npx afterword serve" and link the phone with the code it shows: WhatsApp → Linked devices.';
      return ok ? { ok, detail: `${inWords(link)}; at your own risk` } : { ok, detail: inWords(link), next };
    },
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
