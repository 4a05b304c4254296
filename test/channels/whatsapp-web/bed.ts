import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { createWhatsappWeb } from '../../../channels/whatsapp-web/channel.ts';
import { WhatsappWebSettings } from '../../../channels/whatsapp-web/settings.ts';
import type { Channel } from '../../../src/model/channel.ts';
import type { Transcript } from '../../../src/model/channel-context.ts';
import { ChannelError } from '../../../src/model/channel-error.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { type KeptLog, keptLog, testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import {
  type FakePerson,
  startWhatsappWebFake,
  type WhatsappWebFake,
} from '../../fakes/whatsapp-web/fake.ts';
import { chromiumPath } from '../../support/browser.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

export const PHONE = '905551234567';
export const LID = '13491208655302@lid';
export const byPhone = { phone: `+${PHONE}` };

/** A page of our own in the system's Chromium, and a channel over it that is not started yet. */
export interface Bed {
  fake: WhatsappWebFake;
  person: FakePerson;
  inbox: Inbox;
  log: KeptLog;
  /** What was shown at the terminal. */
  shown: string[];
  dataDir: string;
  /** Another process with the same profile and database. */
  create(): Channel;
  close(): Promise<void>;
}

export type Patience = NonNullable<Parameters<typeof createWhatsappWeb>[2]>;

/** Generous where a machine under load has to keep up, short where a test waits for the end of something. */
const PATIENCE: Patience = { start: 60_000, ready: 60_000, look: 50, call: 20_000, pause: 50 };

export async function makeBed(
  patience: Patience = {},
  settings: Record<string, string> = {},
  transcript: Transcript = memoryTranscript(),
): Promise<Bed> {
  const fake = await startWhatsappWebFake();
  const person = fake.person(PHONE, { lid: LID });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'afterword-web-'));
  const log = keptLog();
  const shown: string[] = [];
  const context = testContext({ log, transcript, dataDir, show: (text) => shown.push(text) });
  const parsed = WhatsappWebSettings.parse({ WHATSAPP_WEB: '1', CHROMIUM_PATH: chromiumPath(), ...settings });
  const withArgs = { ...parsed, WHATSAPP_WEB_ARGS: fake.args };
  const channels: Channel[] = [];
  return {
    fake,
    person,
    inbox: new Inbox(),
    log,
    shown,
    dataDir,
    create() {
      const channel = createWhatsappWeb(withArgs, context, { ...PATIENCE, ...patience });
      channels.push(channel);
      return channel;
    },
    async close() {
      for (const channel of channels) await channel.stop();
      await fake.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Plays on a bed and clears it away. */
export async function onBed(
  play: (bed: Bed & { channel: Channel }) => Promise<void>,
  patience?: Patience,
  settings?: Record<string, string>,
): Promise<void> {
  const bed = await makeBed(patience, settings);
  try {
    await play({ ...bed, channel: bed.create() });
  } finally {
    await bed.close();
  }
}

/** One browser for the tests of a block that neither end it nor leave a fault behind; each has its own person. */
export function sharedBed(): () => Bed & { channel: Channel } {
  let bed: (Bed & { channel: Channel }) | undefined;
  beforeAll(async () => {
    const made = await makeBed();
    bed = { ...made, channel: made.create() };
    await bed.channel.start(bed.inbox.sink);
    await whenConnected(bed.channel, text('başlangıç'));
  }, 120_000);
  afterAll(() => bed?.close(), 60_000);
  return () => {
    if (bed === undefined) throw new Error('there is no bed yet');
    return bed;
  };
}

/** Sends as soon as the channel is connected: the queue would try again in the same way. */
export async function whenConnected(channel: Channel, message: OutgoingMessage, address = byPhone) {
  for (;;) {
    try {
      return await channel.send(address, message, 'k');
    } catch (error) {
      if (!(error instanceof ChannelError) || error.code !== 'not_connected') throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

export const text = (words: string): OutgoingMessage => ({ kind: 'text', language: 'tr', text: words });

export function scale(min = 1, max = 5, of = 't'): Extract<OutgoingMessage, { kind: 'question' }> {
  const points = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  return {
    kind: 'question',
    language: 'tr',
    text: 'Nasıldı?',
    layout: 'scale',
    choices: points.map((n) => ({ token: `${of}.${n}`, label: String(n) })),
    typedHint: `${min}–${max}`,
  };
}
