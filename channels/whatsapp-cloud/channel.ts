import { z } from 'zod';
import type { AtItsTurn, Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import { chooseRung, type Delivery } from '../../src/model/ladder.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { openAccount } from './account.ts';
import { addressesOf } from './address.ts';
import { capabilities } from './capabilities.ts';
import { checkWhatsapp } from './check.ts';
import { compose } from './compose.ts';
import { sentNothing, toChannelError } from './errors.ts';
import { createGraph } from './graph.ts';
import { openPeople } from './people.ts';
import { createReceiver } from './receive.ts';
import { reconcile } from './reconcile.ts';
import { renderMessage } from './render.ts';
import { callbackData, openSends } from './sends.ts';
import { graphRoot, type WhatsappCloudSettings } from './settings.ts';
import { type Refusals, webhookRoutes } from './webhook.ts';
import { tellsOfTemplates } from './webhook-payload.ts';

/** How long a call may take before its outcome counts as unknown: half of what a claim on a send lives. */
const CALL_TIMEOUT_MS = 10_000;

/** How long a status is waited for that tells of a send whose answer was lost: within the same claim. */
const STATUS_TIMEOUT_MS = 6_000;

/** For tests: a shorter patience. */
export interface Patience {
  callTimeoutMs?: number;
  statusTimeoutMs?: number;
}

/** The WhatsApp Cloud API. It never repeats a call: the waiting is the queue's. */
export function createWhatsappCloud(
  settings: WhatsappCloudSettings,
  context: ChannelContext,
  { callTimeoutMs = CALL_TIMEOUT_MS, statusTimeoutMs = STATUS_TIMEOUT_MS }: Patience = {},
): Channel {
  const { WHATSAPP_PHONE_NUMBER_ID: number, WHATSAPP_TOKEN: token } = settings;
  const { log, transcript } = context;
  const graph = createGraph({ root: graphRoot(settings), token }, callTimeoutMs);
  const account = openAccount(graph, settings, context.now);
  const sends = openSends(transcript, number);
  const people = openPeople(transcript, number);
  const refusals: Refusals = { count: 0 };
  const running = new Set<Promise<unknown>>();
  let sink: Sink | null = null;

  const counted = <T>(work: Promise<T>): Promise<T> => {
    const done = work.catch(() => {}).finally(() => running.delete(done));
    running.add(done);
    return work;
  };

  const post = (address: Address, body: object) =>
    graph.post(`${number}/messages`, { messaging_product: 'whatsapp', ...receiver(address), ...body });

  const receive = createReceiver(number, sends, people, ({ address, message }, notice) => {
    const said = renderMessage({ kind: 'text', language: 'en', text: notice }, 'plain');
    const quoting = message === undefined ? {} : { context: { message_id: String(message.id) } };
    counted(post(address, { ...quoting, ...said })).catch((error: unknown) =>
      log.warn({ reason: toChannelError(error).code }, 'whatsapp: a tap could not be answered'),
    );
  });

  async function send(
    address: Address,
    message: OutgoingMessage,
    key: string,
    delivery?: Delivery,
    atItsTurn: AtItsTurn = (call) => call(),
  ): Promise<MessageRef> {
    const form = delivery ?? chooseRung(message, capabilities);
    const body = await compose(message, { rung: form?.rung ?? 'plain', key, settings, account });
    const attempt = await sends.begins(key, address).catch(notKept);
    const ours = { ...body, biz_opaque_callback_data: callbackData(key) };
    const answer = await atItsTurn(() => post(address, ours)).catch(async (cause: unknown) => {
      const error = toChannelError(cause);
      if (sentNothing(error)) await sends.wasRefused(key, address, attempt).catch(notNoted);
      throw error;
    });
    const { id, names } = taken(answer);
    // It is out: what cannot be written down now, its status will tell again.
    await people
      .wasWrittenTo(address, names)
      .then(() => sends.becameMessage(key, address, id, 'taken', [address, ...names]))
      .catch(notNoted);
    return { id };
  }

  const notNoted = (error: unknown): void =>
    log.warn(
      { reason: error instanceof Error ? error.message : 'unknown' },
      'whatsapp: a send could not be noted',
    );

  async function take(raw: unknown, to: Sink): Promise<void> {
    if (tellsOfTemplates(raw)) account.forget();
    await counted(receive.take(raw, to));
  }

  return {
    name: 'whatsapp-cloud',
    capabilities,
    async start(to) {
      sink = to;
    },
    async stop() {
      sink = null;
      await Promise.all(running);
      await graph.close();
    },
    send,
    pacesItself: true,
    reconcile: (_address, key) => reconcile(sends, key, statusTimeoutMs),
    check: () => checkWhatsapp(graph, account, settings),
    routes: webhookRoutes(
      { appSecret: settings.WHATSAPP_APP_SECRET, verifyToken: settings.WHATSAPP_VERIFY_TOKEN },
      { sink: () => sink, take, log },
      refusals,
    ),
  };
}

/** A number goes into "to", a user id into "recipient". */
const receiver = ({ phone, user_id }: Address) => ({
  recipient_type: 'individual',
  ...(user_id === undefined ? { to: String(phone).slice(1) } : { recipient: String(user_id) }),
});

const notKept = (cause: unknown): never => {
  throw new ChannelError('temporary', 'transcript', 'The send could not be written down beforehand.', {
    cause,
  });
};

const Sent = z.object({
  messages: z.array(z.object({ id: z.string().min(1).max(280) })).min(1),
  contacts: z
    .array(z.object({ wa_id: z.string().optional(), user_id: z.string().optional() }))
    .optional()
    .catch(undefined),
});

/** The message's id, and by which other names the platform knows whoever gets it. */
function taken(answer: unknown): { id: string; names: Address[] } {
  const sent = Sent.safeParse(answer);
  const id = sent.data?.messages[0]?.id;
  if (!sent.success || id === undefined) {
    throw new ChannelError(
      'uncertain',
      'unreadable',
      'WhatsApp gave no readable answer: the message may have gone out',
    );
  }
  const [contact] = sent.data.contacts ?? [];
  return { id, names: addressesOf({ phone: contact?.wa_id, userId: contact?.user_id }) };
}
