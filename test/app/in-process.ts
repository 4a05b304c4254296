import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { closeConversation } from '../../src/app/close-conversation.ts';
import { reopenConversation } from '../../src/app/reopen-conversation.ts';
import { type Afterword, openAfterword } from '../../src/lifecycle.ts';
import {
  type Capabilities,
  type Channel,
  type ChannelModule,
  defaultCapabilities,
  type Sink,
} from '../../src/model/channel.ts';
import { ConversationClosed, ConversationReopened } from '../../src/model/conversation.ts';
import type { Delivery } from '../../src/model/ladder.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { freshDatabase } from '../support/databases.ts';
import { askAtWill, until } from '../support/running.ts';

const TEMPLATE = `
id: test
metric: csat
languages: [en]
ask: { delay: 0s, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
  - { id: comment, type: text, optional: true, text: { en: "Anything to add?" } }
thanks: { en: "Thanks!" }
`;

/** One message as the channel was told to send it. */
export interface Sent {
  chat: string;
  key: string;
  message: OutgoingMessage;
  delivery: Delivery | undefined;
}

/** A channel within the test: keeps what is sent, and hands in whatever the test says. */
function keepingChannel(differing: Partial<Capabilities>, pacesItself: boolean) {
  const sent: Sent[] = [];
  const edits: { ref: MessageRef; message: OutgoingMessage }[] = [];
  let sink: Sink = async () => ({ notice: null });
  /** Called with every send before it counts as sent; the platform's own doings. */
  const platform = { onSend: async (_sent: Sent): Promise<void> => undefined };
  /** Called before a channel that paces itself asks for its turn: its own doings. */
  const before = { onTurn: async (): Promise<void> => undefined };
  const capabilities = { ...defaultCapabilities, maxButtons: 10, edit: true, ...differing };
  const create = (): Channel => ({
    name: 'test',
    capabilities,
    start: async (given) => {
      sink = given;
    },
    stop: async () => undefined,
    pacesItself,
    async send(address, message, key, delivery, atItsTurn = (call) => call()) {
      const one = { chat: String(address.chat), key, message, delivery };
      if (pacesItself) await before.onTurn();
      await atItsTurn(async () => {
        sent.push(one);
        await platform.onSend(one);
      });
      return { id: key };
    },
    edit: async (_address, ref, message) => void edits.push({ ref, message }),
  });
  const module: ChannelModule = {
    name: 'test',
    settings: z.object({}),
    requires: [],
    capabilities,
    address: {
      schema: z.object({ chat: z.string() }),
      example: { chat: '1' },
      toKey: (address) => String(address.chat),
      fromKey: (key) => ({ chat: key }),
      identity: (address) => ({ type: 'test', value: String(address.chat) }),
    },
    create,
  };
  return { module, sent, edits, platform, before, hand: (...event: Parameters<Sink>) => sink(...event) };
}

/**
 * An afterword in this process over PostgreSQL alone, with a channel that the test holds in its hands.
 * @param capabilities what differs from a channel of ten buttons that can edit
 */
export async function startInProcess(
  capabilities: Partial<Capabilities> = {},
  { pacesItself = false }: { pacesItself?: boolean } = {},
) {
  const database = await freshDatabase({ migrated: false });
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-app-'));
  await writeFile(path.join(dir, 'test.yaml'), TEMPLATE);
  await askAtWill(dir);
  const channel = keepingChannel(capabilities, pacesItself);
  const running: Afterword = await openAfterword({
    settings: {
      HOST: '127.0.0.1',
      PORT: 0,
      API_TOKEN: 'a-token-for-tests',
      SIGNING_SECRET: 'a-signing-secret-for-tests',
      DATA_DIR: dir,
      TEMPLATES_DIR: dir,
      LOG_LEVEL: 'silent',
      PUBLIC_URL: undefined,
      DATABASE_URL: database.url,
      REDIS_URL: undefined,
      channels: new Map([['test', {}]]),
      hooks: new Map(),
      HOOK_MAX_AGE: 300,
      HOOKS_DIR: 'no-such-folder',
      HOOKS_SECRET: undefined,
    },
    log: pino({ level: 'silent' }),
    roles: { http: false, work: true },
    modules: [channel.module],
    holder: randomUUID(),
  });
  const { app } = running;
  const common = (chat: string, eventId: string = randomUUID()) => ({
    channel: 'test',
    eventId,
    address: { chat },
    at: new Date(),
    sender: { type: 'test', value: chat },
  });
  return {
    app,
    database,
    sent: channel.sent,
    edits: channel.edits,
    platform: channel.platform,
    before: channel.before,
    hand: channel.hand,
    close: (chat: string, more: object = {}) =>
      closeConversation(
        app,
        ConversationClosed.parse({
          event: 'conversation.closed',
          source: 'test-desk',
          channel: 'test',
          id: chat,
          address: { chat },
          ...more,
        }),
      ),
    reopen: (chat: string) =>
      reopenConversation(
        app,
        ConversationReopened.parse({ event: 'conversation.reopened', source: 'test-desk', id: chat }),
      ),
    tap: (chat: string, token: string, eventId?: string) =>
      channel.hand({ ...common(chat, eventId), kind: 'choice', token }),
    common,
    type: (chat: string, text: string) => channel.hand({ ...common(chat), kind: 'text', text }),
    /** The one row that the query finds, once it is as wanted. */
    row: <T extends object>(query: string, wanted: (row: T) => boolean): Promise<T> =>
      until(
        async () => (await database.pool.query(query)).rows[0] as T | undefined,
        (found) => found !== undefined && wanted(found),
      ) as Promise<T>,
    /** The time of the chat's invitations has come to their end. */
    expire: (chat: string) =>
      database.pool.query(
        `update outbox set run_at = now(), relay_after = now() from invitations
         where outbox.key = 'expire-' || invitations.id and thread_key = $1`,
        [`test:${chat}`],
      ),
    /** Resolves once no work is left but what lies in the future. */
    quiet: () =>
      until(
        async () =>
          (await database.pool.query(`select key from outbox where run_at < now() + interval '5 min'`)).rows,
        (rows) => rows.length === 0,
        40_000,
      ),
    async stop() {
      await running.stop();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type InProcess = Awaited<ReturnType<typeof startInProcess>>;
