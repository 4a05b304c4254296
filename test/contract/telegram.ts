import fc from 'fast-check';
import { telegram } from '../../channels/telegram/index.ts';
import { parseUpdate } from '../../channels/telegram/parse.ts';
import { TelegramSettings } from '../../channels/telegram/settings.ts';
import type { Channel } from '../../src/model/channel.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram/fake.ts';
import { faults } from '../fakes/telegram/faults.ts';
import type { SentMessage } from '../fakes/telegram/world.ts';
import { testContext } from './context.ts';
import type { ContractHarness, Faults, Shown, Stage } from './harness.ts';
import { serveRoutes } from './serve-routes.ts';

/** A topic of a forum group: the place with everything that an address can hold but a business account. */
const GROUP = -1001987654321;
const TOPIC = 17;
const CUSTOMER = 4242;
const STRANGER = 5151;
const WEBHOOK_SECRET = 'webhook-secret_1';
const PUBLIC_URL = 'https://afterword.example';

/** Telegram under the contract, received by polling or by webhook. */
export function telegramHarness(mode: 'polling' | 'webhook'): ContractHarness {
  return {
    module: telegram,
    sharedPlaces: true,
    ownPlatform: false,
    addresses: fc.record(
      {
        chat_id: fc.oneof(fc.integer({ min: 1 }), fc.bigInt({ min: -(10n ** 13n), max: -1n }).map(String)),
        message_thread_id: fc.integer({ min: 1, max: 1_000_000 }),
        business_connection_id: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
      },
      { requiredKeys: ['chat_id'] },
    ),
    fixtures: {
      folder: new URL('../../channels/telegram/fixtures/', import.meta.url),
      parse: (raw) => parseUpdate(raw, new Date()),
    },
    open: () => openStage(mode),
  };
}

async function openStage(mode: 'polling' | 'webhook'): Promise<Stage> {
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const reach = (url: string) => url.replace(PUBLIC_URL, routes.url);
  const fake = await startTelegramFake({ webhook: { reach, retryPauseMs: 5 } });
  fake.world.group(GROUP, { topics: [TOPIC] });
  const settings = TelegramSettings.parse({
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.url,
    ...(mode === 'webhook' && { TELEGRAM_WEBHOOK_SECRET: WEBHOOK_SECRET }),
  });
  const context = testContext(mode === 'webhook' ? { publicUrl: PUBLIC_URL } : {});
  return {
    create: () => {
      running = telegram.create(settings, context);
      return running;
    },
    ...people,
    ...voices(fake),
    ...sights(fake),
    faults: faultsOf(fake),
    close: async () => {
      await fake.close();
      await routes.close();
    },
  };
}

const address = { chat_id: String(GROUP), message_thread_id: TOPIC };
const people = {
  customer: { address, identity: { type: 'telegram', value: String(CUSTOMER) } },
  stranger: { address, identity: { type: 'telegram', value: String(STRANGER) } },
};

function voices(fake: TelegramFake): Pick<Stage, 'says' | 'taps' | 'repeats' | 'echoes'> {
  return {
    says: async (text, by = people.customer) =>
      fake.says(GROUP, text, { as: Number(by.identity.value), thread: TOPIC }),
    taps: async (message, choice, by = people.customer) => {
      const sent = fake.world.find(message.ref.chat_id, message.ref.message_id);
      if (sent === undefined) throw new Error('no such message');
      fake.taps(sent, choice, { as: Number(by.identity.value) });
    },
    repeats: async () => fake.repeatsLastUpdate(),
    echoes: async () => {
      const own = fake.sent.at(-1);
      if (own) fake.delivers('message', fake.world.asMessage(own));
    },
  };
}

function sights(fake: TelegramFake): Pick<Stage, 'shown' | 'sees' | 'idle'> {
  return {
    shown: async () => fake.sent.map(asShown),
    sees: async (wanted) => asShown(await fake.waitForMessage((message) => wanted(asShown(message)))),
    idle: () => fake.idle(),
  };
}

const asShown = ({ chat, message_id, text, buttons }: SentMessage): Shown => ({
  ref: { chat_id: String(chat.id), message_id },
  text,
  choices: buttons.flat().map((button) => button.text),
});

const faultsOf = (fake: TelegramFake): Faults => ({
  rateLimits: (seconds) => fake.strikes('sendMessage', faults.rateLimit(seconds)),
  losesAnswer: () => fake.strikes('sendMessage', faults.drop({ carriedOut: true })),
  hasTrouble: () => fake.strikes('sendMessage', faults.trouble()),
  blocks: () => fake.blocks(GROUP),
  sendRequests: () => fake.calls.filter(({ method }) => method === 'sendMessage').length,
});
