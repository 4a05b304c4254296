import fc from 'fast-check';
import { createSlack } from '../../channels/slack/channel.ts';
import { slack } from '../../channels/slack/index.ts';
import { parseBody } from '../../channels/slack/parse.ts';
import { SlackSettings } from '../../channels/slack/settings.ts';
import type { Channel } from '../../src/model/channel.ts';
import { APP_TOKEN, BOT_TOKEN, type SlackFake, startSlackFake } from '../fakes/slack/fake.ts';
import { faults } from '../fakes/slack/faults.ts';
import { controlsOf, type FakeMessage, textOf } from '../fakes/slack/world.ts';
import { testContext } from './context.ts';
import type { ContractHarness, Faults, Shown, Stage } from './harness.ts';
import { serveRoutes } from './serve-routes.ts';

const CHANNEL = 'C0SHARED';
const CUSTOMER = 'U0CUSTOMER';
const STRANGER = 'U0STRANGER';
/** The customer is of another workspace: the channel is shared by Slack Connect. */
const PARTNER = 'T0PARTNER';
const SECRET = 'signing-secret-of-the-fake';

/** Slack under the contract, received by Socket Mode or by HTTP: a thread of a channel that two companies share. */
export function slackHarness(mode: 'socket' | 'http'): ContractHarness {
  return {
    module: slack,
    sharedPlaces: true,
    ownPlatform: false,
    addresses: fc.record(
      {
        channel: fc.stringMatching(/^[CGD][A-Z0-9]{2,12}$/),
        thread_ts: fc.stringMatching(/^[1-9]\d{9}\.\d{6}$/),
      },
      { requiredKeys: ['channel'] },
    ),
    fixtures: {
      folder: new URL('../../channels/slack/fixtures/', import.meta.url),
      parse: (raw) => parseBody(raw, 'U0BOT'),
    },
    open: () => openStage(mode),
  };
}

async function openStage(mode: 'socket' | 'http'): Promise<Stage> {
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const http = { url: `${routes.url}/channels/slack/events`, secret: SECRET };
  const fake = await startSlackFake(
    mode === 'http' ? { http, patience: { ackMs: 3_000, retryMs: Array(500).fill(5) } } : {},
  );
  fake.world.channel(CHANNEL, { is_ext_shared: true });
  fake.world.person(CUSTOMER, { team_id: PARTNER });
  fake.world.person(STRANGER);
  const { ts } = fake.world.add({ channel: CHANNEL, user: CUSTOMER, text: 'It does not work' });
  const settings = SlackSettings.parse({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_API_URL: fake.url,
    ...(mode === 'http' ? { SLACK_SIGNING_SECRET: SECRET } : { SLACK_APP_TOKEN: APP_TOKEN }),
  });
  const address = { channel: CHANNEL, thread_ts: ts };
  const customer = { address, identity: { type: 'slack', value: `${PARTNER}/${CUSTOMER}` } };
  const stranger = { address, identity: { type: 'slack', value: `T0HOME/${STRANGER}` } };
  const userOf = (by = customer) => by.identity.value.split('/')[1] ?? '';
  return {
    create: () => {
      running = createSlack(settings, testContext(), { secondLookMs: 0 });
      return running;
    },
    customer,
    stranger,
    says: async (text, by) =>
      void fake.says(CHANNEL, text, { as: userOf(by as typeof customer), thread: ts }),
    taps: async ({ ref }, choice, by) => {
      const sent = fake.world.find(ref.channel, ref.ts);
      if (sent === undefined) throw new Error('no such message');
      // Without a connection Slack shows the person an error, and they tap again.
      if (mode === 'socket') await fake.connected();
      fake.clicks(sent, choice, { as: userOf(by as typeof customer) });
    },
    repeats: async () => void fake.repeatsLast(),
    echoes: async () => {
      const own = fake.sent.at(-1);
      if (own) fake.tells({ ...fake.world.asMessage(own), channel: own.channel, event_ts: own.ts });
    },
    ...sights(fake),
    faults: faultsOf(fake),
    close: async () => {
      await fake.close();
      await routes.close();
    },
  };
}

function sights(fake: SlackFake): Pick<Stage, 'shown' | 'sees' | 'idle'> {
  return {
    shown: async () => fake.sent.map(asShown),
    sees: async (wanted) => asShown(await fake.waitForMessage((message) => wanted(asShown(message)))),
    idle: () => fake.idle(),
  };
}

const asShown = (message: FakeMessage): Shown => ({
  ref: { channel: message.channel, ts: message.ts },
  text: textOf(message),
  choices: controlsOf(message).map(({ label }) => label),
});

const faultsOf = (fake: SlackFake): Faults => ({
  rateLimits: (seconds) => fake.strikes('chat.postMessage', faults.rateLimit(seconds)),
  losesAnswer: () => fake.strikes('chat.postMessage', faults.drop({ carriedOut: true })),
  hasTrouble: () => fake.strikes('chat.postMessage', faults.refuse('service_unavailable')),
  blocks: () => fake.world.channel(CHANNEL, { is_archived: true }),
  sendRequests: () => fake.calls.filter(({ method }) => method === 'chat.postMessage').length,
});
