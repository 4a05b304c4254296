import { createTelegram, type Patience } from '../../../channels/telegram/channel.ts';
import { TelegramSettings } from '../../../channels/telegram/settings.ts';
import type { Channel } from '../../../src/model/channel.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { type KeptLog, keptLog, testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import { type FakeOptions, startTelegramFake, type TelegramFake } from '../../fakes/telegram/fake.ts';

export interface TelegramStage {
  fake: TelegramFake;
  channel: Channel;
  inbox: Inbox;
  log: KeptLog;
  /** Another process with the same bot. */
  another(): Channel;
}

export interface StageOptions {
  fake?: FakeOptions;
  settings?: Record<string, string>;
  publicUrl?: string;
  patience?: Patience;
  /** A clock that stands still. */
  now?: Date;
}

/** Plays with a fake Telegram and a channel that is not started yet, and clears both away. */
export async function withTelegram(
  play: (stage: TelegramStage) => Promise<void>,
  { fake: fakeOptions = {}, settings = {}, publicUrl, patience = {}, now }: StageOptions = {},
): Promise<void> {
  const fake = await startTelegramFake(fakeOptions);
  const log = keptLog();
  const context = testContext({ log, publicUrl: publicUrl ?? null, ...(now && { now: () => now }) });
  const parsed = TelegramSettings.parse({
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.url,
    ...settings,
  });
  const channels: Channel[] = [];
  const another = () => {
    const channel = createTelegram(parsed, context, patience);
    channels.push(channel);
    return channel;
  };
  try {
    await play({ fake, log, inbox: new Inbox(), channel: another(), another });
  } finally {
    for (const channel of channels) await channel.stop();
    await fake.close();
  }
}

export const chat = { chat_id: '4242' };
export const text = (words: string): OutgoingMessage => ({ kind: 'text', language: 'en', text: words });
export const question: OutgoingMessage = {
  kind: 'question',
  language: 'en',
  text: 'How was it?',
  layout: 'scale',
  choices: [1, 2, 3, 4, 5].map((n) => ({ token: `t.${n}`, label: String(n) })),
  typedHint: '',
};
