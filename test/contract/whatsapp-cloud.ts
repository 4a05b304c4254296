import fc from 'fast-check';
import { createWhatsappCloud } from '../../channels/whatsapp-cloud/channel.ts';
import { whatsappCloud } from '../../channels/whatsapp-cloud/index.ts';
import { parseWebhook } from '../../channels/whatsapp-cloud/parse.ts';
import { WhatsappCloudSettings } from '../../channels/whatsapp-cloud/settings.ts';
import type { Channel } from '../../src/model/channel.ts';
import { startWhatsappFake, type WhatsappFake } from '../fakes/whatsapp-cloud/fake.ts';
import { faults } from '../fakes/whatsapp-cloud/faults.ts';
import type { FakePerson, SentMessage } from '../fakes/whatsapp-cloud/world.ts';
import { memoryTranscript } from '../support/memory-transcript.ts';
import { testContext } from './context.ts';
import type { ContractHarness, Faults, Shown, Stage } from './harness.ts';
import { serveRoutes } from './serve-routes.ts';

/** By which name the question is asked: a number, or the user id of a person who hides the number. */
export type AskedBy = 'phone' | 'user id';

const PHONE = '905551234567';
const USER_ID = 'TR.13491208655302741918';

const digits = fc.stringMatching(/^[1-9]\d{6,13}$/);
const userIds = fc.stringMatching(/^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/);

export const whatsappCloudHarness = (by: AskedBy): ContractHarness => ({
  module: whatsappCloud,
  sharedPlaces: false,
  ownPlatform: false,
  addresses: fc.oneof(
    fc.record({
      phone: fc.oneof(
        digits,
        digits.map((number) => `+${number}`),
        digits.map((number) => `00${number}`),
      ),
    }),
    fc.record({ to: digits }),
    fc.record({ wa_id: digits.map(Number) }),
    fc.record({ user_id: userIds }),
    fc.record({ phone: digits, user_id: userIds }),
  ),
  fixtures: {
    folder: new URL('../../channels/whatsapp-cloud/fixtures/', import.meta.url),
    parse: (raw) => {
      const { messages, statuses } = parseWebhook(raw, '106540352242922');
      return [...messages.map(({ event }) => event), ...statuses.flatMap(({ event }) => event ?? [])];
    },
  },
  open: () => open(by),
});

async function open(by: AskedBy): Promise<Stage> {
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const fake = await startWhatsappFake({
    delivers: false,
    webhook: { url: `${routes.url}/channels/whatsapp-cloud/webhook` },
  });
  const settings = WhatsappCloudSettings.parse(fake.settings);
  const context = testContext({ transcript: memoryTranscript() });
  const person = fake.world.person({
    phone: by === 'user id' ? null : PHONE,
    userId: USER_ID,
    name: 'Ayşe',
  });
  return {
    create: () => {
      const channel = createWhatsappCloud(settings, context, { statusTimeoutMs: 20_000 });
      return {
        ...channel,
        async start(sink) {
          await channel.start(sink);
          running = this;
        },
        async stop() {
          if (running === this) running = null;
          await channel.stop();
        },
      };
    },
    customer:
      by === 'phone'
        ? { address: { phone: `+${PHONE}` }, identity: { type: 'phone', value: `+${PHONE}` } }
        : { address: { user_id: USER_ID }, identity: { type: 'whatsapp', value: USER_ID } },
    ...voices(fake, person),
    ...sights(fake),
    faults: faultsOf(fake, person),
    close: async () => {
      await fake.close();
      await routes.close();
    },
  };
}

function voices(fake: WhatsappFake, person: FakePerson): Pick<Stage, 'says' | 'taps' | 'repeats' | 'echoes'> {
  return {
    says: async (text) => {
      fake.says(person, text);
    },
    taps: async (message, choice) => {
      const sent = fake.sent.find(({ id }) => id === message.ref.id);
      if (sent === undefined) throw new Error('no such message');
      fake.taps(sent, choice);
    },
    repeats: async () => fake.webhook.repeatLast(),
    echoes: async () => {
      const own = fake.sent.at(-1);
      const echo = { from: fake.world.displayNumber, to: PHONE, id: own?.id, timestamp: '1795338000' };
      const value = { message_echoes: [{ ...echo, type: 'text', text: { body: own?.text } }] };
      fake.webhook.add(fake.envelope(value, 'smb_message_echoes'));
    },
  };
}

function sights(fake: WhatsappFake): Pick<Stage, 'shown' | 'sees' | 'idle'> {
  return {
    shown: async () => fake.sent.map(asShown),
    sees: async (wanted) => asShown(await fake.waitForMessage((message) => wanted(asShown(message)))),
    idle: () => fake.idle(),
  };
}

const asShown = ({ id, text, choices }: SentMessage): Shown => ({
  ref: { id },
  text: [text, ...choices.flatMap(({ description }) => description ?? [])].join('\n'),
  choices: choices.map(({ title }) => title),
});

const faultsOf = (fake: WhatsappFake, person: FakePerson): Faults => ({
  rateLimits: (seconds) => fake.strikes('messages', faults.rateLimit(seconds)),
  losesAnswer: () => fake.strikes('messages', faults.drop({ carriedOut: true })),
  hasTrouble: () => fake.strikes('messages', faults.trouble()),
  blocks: () => {
    person.gone = 'at once';
  },
  sendRequests: () => fake.calls.filter(({ method }) => method === 'messages').length,
});
