import fc from 'fast-check';
import { parrot } from '../../../channels/_template/index.ts';
import { parseDelivery } from '../../../channels/_template/parse.ts';
import { ParrotSettings } from '../../../channels/_template/settings.ts';
import type { Channel } from '../../../src/model/channel.ts';
import { testContext } from '../context.ts';
import type { Shown, Stage } from '../harness.ts';
import { serveRoutes } from '../serve-routes.ts';
import { channelContract } from '../suite.ts';
import { type ParrotShown, startParrotFake } from './parrot-fake.ts';

const SECRET = 'a-secret-of-the-parrot';
const USER = 'u-42';

async function open(): Promise<Stage> {
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const webhook = () => (running === null ? null : `${routes.url}/channels/parrot/webhook`);
  const fake = await startParrotFake(SECRET, webhook);
  const settings = ParrotSettings.parse({
    PARROT_TOKEN: 'token',
    PARROT_SECRET: SECRET,
    PARROT_ROOT: fake.url,
  });
  return {
    create() {
      const channel = parrot.create(settings, testContext());
      return {
        ...channel,
        async start(sink) {
          await channel.start(sink);
          running = this;
          fake.deliver();
        },
        async stop() {
          await channel.stop();
          if (running === this) running = null;
        },
      };
    },
    customer: { address: { user: USER }, identity: { type: 'parrot', value: USER } },
    says: async (text) => fake.happens({ type: 'message', from: USER, text }),
    taps: async (message, choice) => {
      const sent = fake.shown.find(({ id }) => id === message.ref.id);
      fake.happens({ type: 'tap', from: USER, button: sent?.buttons[choice]?.id, message: sent?.id });
    },
    repeats: fake.repeats,
    echoes: async () => fake.happens({ type: 'message', from: USER, by_app: true, text: 'ours' }),
    shown: async () => fake.shown.map(asShown),
    sees: (wanted) => fake.until(() => fake.shown.map(asShown).find(wanted)),
    idle: async () => undefined,
    faults: {
      rateLimits: (seconds) =>
        fake.strikeNext(false, (response) =>
          response.writeHead(429, { 'retry-after': String(seconds) }).end(),
        ),
      losesAnswer: () => fake.strikeNext(true, (response) => response.destroy()),
      hasTrouble: () => fake.strikeNext(false, (response) => response.writeHead(500).end('<html>')),
      blocks: () => fake.strikeNext(false, (response) => response.writeHead(403).end()),
      sendRequests: fake.requests,
    },
    async close() {
      await fake.close();
      await routes.close();
    },
  };
}

const asShown = ({ id, text, buttons }: ParrotShown): Shown => ({
  ref: { id },
  text,
  choices: buttons.map(({ title }) => title),
});

channelContract('parrot', {
  module: parrot,
  sharedPlaces: false,
  ownPlatform: false,
  addresses: fc.record({ user: fc.stringMatching(/^[\w.-]{1,100}$/) }),
  fixtures: {
    folder: new URL('../../../channels/_template/fixtures/', import.meta.url),
    parse: parseDelivery,
  },
  open,
});
