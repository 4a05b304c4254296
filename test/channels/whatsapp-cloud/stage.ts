import { createWhatsappCloud, type Patience } from '../../../channels/whatsapp-cloud/channel.ts';
import { WhatsappCloudSettings } from '../../../channels/whatsapp-cloud/settings.ts';
import type { Channel } from '../../../src/model/channel.ts';
import type { Transcript } from '../../../src/model/channel-context.ts';
import type { ChannelError } from '../../../src/model/channel-error.ts';
import type { Address } from '../../../src/model/conversation.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { type KeptLog, keptLog, testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import { serveRoutes } from '../../contract/serve-routes.ts';
import { type FakeOptions, startWhatsappFake, type WhatsappFake } from '../../fakes/whatsapp-cloud/fake.ts';
import type { FakePerson } from '../../fakes/whatsapp-cloud/world.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

export const PHONE = '905551234567';
export const USER_ID = 'TR.13491208655302741918';
export const byPhone: Address = { phone: `+${PHONE}` };
export const byUserId: Address = { user_id: USER_ID };

export interface WhatsappStage {
  fake: WhatsappFake;
  /** Writes from +905551234567 and TR.13491208655302741918; was heard just now. */
  person: FakePerson;
  channel: Channel;
  inbox: Inbox;
  log: KeptLog;
  transcript: Transcript;
  /** Another process with the same number and database; the one started last is delivered to. */
  another(): Channel;
}

export interface StageOptions {
  fake?: FakeOptions;
  settings?: Record<string, string>;
  patience?: Patience;
  transcript?: Transcript;
  now?: () => Date;
}

/** Plays with a fake WhatsApp and a running channel, and clears both away. */
export async function withWhatsapp(
  play: (stage: WhatsappStage) => Promise<void>,
  {
    fake: fakeOptions = {},
    settings = {},
    patience = {},
    transcript = memoryTranscript(),
    now,
  }: StageOptions = {},
): Promise<void> {
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const url = `${routes.url}/channels/whatsapp-cloud/webhook`;
  const fake = await startWhatsappFake({ delivers: false, ...fakeOptions, webhook: { url } });
  const person = fake.world.person({ phone: PHONE, userId: USER_ID, name: 'Ayşe' });
  const log = keptLog();
  const context = testContext({ log, transcript, ...(now && { now }) });
  const parsed = WhatsappCloudSettings.parse({ ...fake.settings, ...settings });
  const channels: Channel[] = [];
  const another = () => {
    const channel = createWhatsappCloud(parsed, context, { statusTimeoutMs: 20_000, ...patience });
    channels.push(channel);
    running = channel;
    return channel;
  };
  const inbox = new Inbox();
  try {
    const channel = another();
    await channel.start(inbox.sink);
    await play({ fake, person, log, inbox, channel, another, transcript });
  } finally {
    for (const channel of channels) await channel.stop();
    await fake.close();
    await routes.close();
  }
}

export const text = (words: string): OutgoingMessage => ({ kind: 'text', language: 'tr', text: words });

/** A scale as the templates ask it. */
export function scale(min: number, max: number): Extract<OutgoingMessage, { kind: 'question' }> {
  const ends: Record<number, string> = { [min]: 'Hiç memnun değilim', [max]: 'Çok memnunum' };
  const points = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  return {
    kind: 'question',
    language: 'tr',
    text: 'Size sağlanan destekten memnuniyetinizi nasıl değerlendirirsiniz?',
    layout: 'scale',
    choices: points.map((n) => ({ token: `t.${n}`, label: String(n), ...(ends[n] && { meaning: ends[n] }) })),
    typedHint: `Lütfen ${min} ile ${max} arasında bir sayı yazın.`,
    survey: { template: 'csat-after-support', metric: 'csat', question: 'score' },
  };
}

/** The error of a send that must not be taken. */
export const failure = (channel: Channel, sending: Parameters<Channel['send']>): Promise<ChannelError> =>
  channel.send(...sending).then(
    () => {
      throw new Error('the send was taken');
    },
    (error: ChannelError) => error,
  );

export const template = { rung: 'template', reason: 'the window is closed' } as const;
