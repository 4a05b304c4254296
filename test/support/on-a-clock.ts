import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { closeConversation } from '../../src/app/close-conversation.ts';
import { JOBS, jobHandlers } from '../../src/app/jobs.ts';
import { reopenConversation } from '../../src/app/reopen-conversation.ts';
import { why } from '../../src/app/why.ts';
import { readSettings } from '../../src/config.ts';
import { openAfterword } from '../../src/lifecycle.ts';
import { type Channel, type ChannelModule, defaultCapabilities, type Sink } from '../../src/model/channel.ts';
import type { Identity } from '../../src/model/contact.ts';
import { ConversationClosed, ConversationReopened } from '../../src/model/conversation.ts';
import { IncomingEvent } from '../../src/model/incoming.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import { freshDatabase } from './databases.ts';

/** One message as a channel was told to send it. */
export interface SentOn {
  channel: string;
  chat: string;
  at: Date;
  message: OutgoingMessage;
}

/** Channels within the test; their names are those that templates may name. */
const CHANNELS = {
  telegram: {},
  'whatsapp-cloud': { freeTextWindowSeconds: 86_400, deliveryReceipts: true },
  email: {},
} as const;
export type ChannelOnAClock = keyof typeof CHANNELS;

/**
 * An afterword over a true database whose clock stands until the test moves it: no queue runs, the test works what
 * falls due itself, one job after another in the order of their times.
 */
export async function startOnAClock(start: string, files: Readonly<Record<string, string>>) {
  const database = await freshDatabase({ migrated: false });
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-clock-'));
  const write = async (name: string, text: string) => {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  let clock = Date.parse(start);
  const sent: SentOn[] = [];
  const sinks = new Map<string, Sink>();
  /** What the platform does before a send counts as sent. */
  const platform = { onSend: async (_one: SentOn): Promise<void> => undefined };

  const modules = Object.entries(CHANNELS).map(([name, more]): ChannelModule => {
    const capabilities = { ...defaultCapabilities, maxButtons: 10, edit: true, ...more };
    return {
      name,
      settings: z.object({}),
      requires: [],
      capabilities,
      address: {
        schema: z.object({ chat: z.string() }),
        example: { chat: '1' },
        toKey: (address) => String(address.chat),
        fromKey: (key) => ({ chat: key }),
        identity: (address) => ({ type: name, value: String(address.chat) }),
      },
      create: (): Channel => ({
        name,
        capabilities,
        start: async (sink) => void sinks.set(name, sink),
        stop: async () => undefined,
        async send(address, message, key) {
          const one = { channel: name, chat: String(address.chat), at: new Date(clock), message };
          await platform.onSend(one);
          sent.push(one);
          return { id: key };
        },
        edit: async () => undefined,
      }),
    };
  });
  const env = {
    DATA_DIR: dir,
    TEMPLATES_DIR: dir,
    DATABASE_URL: database.url,
    LOG_LEVEL: 'silent',
    PORT: '0',
  };
  const running = await openAfterword({
    settings: readSettings(env, modules),
    log: pino({ level: 'silent' }),
    roles: { http: false, work: false },
    modules,
    holder: randomUUID(),
  });
  const { app } = running;
  app.now = () => new Date(clock);
  const handlers = jobHandlers(app);

  /** Works everything that is due by now; the clock stands still, or stands at each job's time. */
  const work = async (until: number, atItsTime: boolean): Promise<void> => {
    for (let jobs = 0; jobs < 2_000; jobs++) {
      const { rows } = await database.pool.query(
        'select key, job, payload, run_at from outbox where run_at <= $1 order by run_at, created_at, key limit 1',
        [new Date(until)],
      );
      const [row] = rows;
      if (row === undefined) return;
      if (atItsTime) clock = Math.max(clock, row.run_at.getTime());
      const job = row.job as keyof typeof JOBS;
      const payload = JOBS[job].schema.parse({ ...row.payload, key: row.key });
      await (handlers[job] as (payload: unknown) => Promise<void>)(payload);
    }
    throw new Error('the outbox does not become empty');
  };

  const hand = async (event: object, channel: string, chat: string): Promise<string | null> => {
    const sink = sinks.get(channel);
    if (sink === undefined) throw new Error(`no channel ${channel}`);
    const common = {
      channel,
      eventId: randomUUID(),
      address: { chat },
      at: new Date(clock),
      sender: { type: channel, value: chat },
    };
    const { notice } = await sink(IncomingEvent.parse({ ...common, ...event }));
    await work(clock, false);
    return notice;
  };

  return {
    app,
    database,
    sent,
    platform,
    file: (name: string) => path.join(dir, name),
    now: () => new Date(clock),
    /** Questions that went out, in order. */
    questions: () => sent.filter(({ message }) => message.kind === 'question'),
    /** Time passes, and what falls due happens at its time. */
    async pass(ms: number) {
      const end = clock + ms;
      await work(end, true);
      clock = end;
    },
    /** The clock is another at once; what fell due between is worked only now. */
    async jump(ms: number) {
      clock += ms;
      await work(clock, false);
    },
    async close(id: string, channel: ChannelOnAClock, chat: string, more: object = {}) {
      const hook = { event: 'conversation.closed', source: 'desk', id, channel, address: { chat }, ...more };
      const outcome = await closeConversation(app, ConversationClosed.parse(hook));
      await work(clock, false);
      return outcome;
    },
    async reopen(id: string) {
      const hook = { event: 'conversation.reopened', source: 'desk', id };
      const outcome = await reopenConversation(app, ConversationReopened.parse(hook));
      await work(clock, false);
      return outcome;
    },
    says: (channel: ChannelOnAClock, chat: string, text: string, more: object = {}) =>
      hand({ kind: 'text', text, ...more }, channel, chat),
    /** Taps the n-th button of a question that was sent. */
    async taps(question: SentOn | undefined, choice: number) {
      const { message, channel, chat } = question ?? {};
      if (message?.kind !== 'question' || channel === undefined || chat === undefined) {
        throw new Error('that was no question');
      }
      return hand({ kind: 'choice', token: message.choices[choice]?.token ?? '' }, channel, chat);
    },
    work: () => work(clock, false),
    async why(id: string) {
      const [latest] = await why(app.db, id);
      if (latest === undefined) throw new Error(`no close of ${id}`);
      return latest;
    },
    async stop() {
      await running.stop();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type OnAClock = Awaited<ReturnType<typeof startOnAClock>>;

/** Handles as a hook tells them. */
export const handles = (told: Readonly<Record<string, string>>): { identities: Identity[] } => ({
  identities: Object.entries(told).map(([type, value]) => ({ type, value })),
});
