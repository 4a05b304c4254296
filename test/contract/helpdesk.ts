import fc from 'fast-check';
import { HELPDESKS, helpdeskAddress } from '../../channels/helpdesk/address.ts';
import { askedThreads } from '../../channels/helpdesk/asked.ts';
import { withoutButtons } from '../../channels/helpdesk/capabilities.ts';
import { createHelpdesk } from '../../channels/helpdesk/channel.ts';
import { chatwootDesk } from '../../channels/helpdesk/desks/chatwoot.ts';
import { intercomDesk } from '../../channels/helpdesk/desks/intercom.ts';
import { rocketChatDesk } from '../../channels/helpdesk/desks/rocket-chat.ts';
import { zendeskDesk } from '../../channels/helpdesk/desks/zendesk.ts';
import { helpdesk } from '../../channels/helpdesk/index.ts';
import { toEvent } from '../../channels/helpdesk/parse.ts';
import { HelpdeskSettings } from '../../channels/helpdesk/settings.ts';
import type { Channel } from '../../src/model/channel.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { startChatwootFake } from '../fakes/chatwoot/fake.ts';
import type { FakeCustomer, SentMessage } from '../fakes/helpdesk/dialect.ts';
import type { HelpdeskFake } from '../fakes/helpdesk/fake.ts';
import { startIntercomFake } from '../fakes/intercom/fake.ts';
import { startRocketChatFake } from '../fakes/rocket-chat/fake.ts';
import { startZendeskFake } from '../fakes/zendesk/fake.ts';
import { memoryTranscript } from '../support/memory-transcript.ts';
import { testContext } from './context.ts';
import type { ContractHarness, Faults, Person, Shown, Stage } from './harness.ts';
import { serveRoutes } from './serve-routes.ts';

export const STARTS = {
  chatwoot: startChatwootFake,
  zendesk: startZendeskFake,
  intercom: startIntercomFake,
  'rocket-chat': startRocketChatFake,
} as const;
export type HelpdeskName = keyof typeof STARTS;

const CONVERSATION = '2376';
const CUSTOMER: FakeCustomer = { id: '9', name: 'Ayşe' };
const STRANGER: FakeCustomer = { id: '10', name: 'Can' };

const EVERYTHING = HelpdeskSettings.parse({
  CHATWOOT_URL: 'https://chat.example.com',
  CHATWOOT_API_TOKEN: 'a',
  ZENDESK_URL: 'https://example.zendesk.com',
  ZENDESK_EMAIL: 'bot@example.com',
  ZENDESK_API_TOKEN: 'a',
  INTERCOM_ACCESS_TOKEN: 'a',
  INTERCOM_ADMIN_ID: '1',
  ROCKET_CHAT_URL: 'https://chat.example.com',
  ROCKET_CHAT_USER_ID: 'a',
  ROCKET_CHAT_API_TOKEN: 'a',
});

/** A fixture is read by every helpdesk, and belongs to the one that hears something in it. */
function parse(raw: unknown): IncomingEvent[] {
  const desks = [chatwootDesk, zendeskDesk, intercomDesk, rocketChatDesk].flatMap(
    (open) => open(EVERYTHING, undefined) ?? [],
  );
  return desks.flatMap((desk) =>
    desk.hear(raw).map((heard) => toEvent(desk.name, heard, heard.conversation)),
  );
}

/** The channel over one helpdesk. Rocket.Chat's places have one visitor; elsewhere people in copy write as well. */
export const helpdeskHarness = (name: HelpdeskName): ContractHarness => ({
  module: name === 'chatwoot' ? helpdesk : { ...helpdesk, capabilities: withoutButtons },
  sharedPlaces: name === 'zendesk' || name === 'intercom',
  ownPlatform: false,
  addresses: fc.record({
    helpdesk: fc.constantFrom(...HELPDESKS),
    conversation: fc.oneof(fc.nat(), fc.stringMatching(/^[\w-][\w.-]{0,59}$/)),
  }),
  fixtures: { folder: new URL('../../channels/helpdesk/fixtures/', import.meta.url), parse },
  open: () => openStage(name),
});

async function openStage(name: HelpdeskName): Promise<Stage> {
  let running: Channel | null = null;
  const routes = await serveRoutes(() => running);
  const fake = await STARTS[name]();
  fake.conversation(CONVERSATION, CUSTOMER);
  fake.deliveries.to(`${routes.url}/channels/helpdesk/${name}`);
  const context = testContext({ transcript: memoryTranscript() });
  const address = helpdeskAddress.schema.parse({ helpdesk: name, conversation: CONVERSATION });
  // The channel hears only where something was asked before.
  await askedThreads(context.transcript).remember(
    name,
    CONVERSATION,
    [CONVERSATION, `visitor ${CUSTOMER.id}`],
    'earlier',
  );
  const person = ({ id }: FakeCustomer): Person => ({
    address,
    identity: { type: 'helpdesk', value: `${name}:${id}` },
  });
  return {
    create: () => {
      const channel = createHelpdesk(HelpdeskSettings.parse(fake.settings), context);
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
    customer: person(CUSTOMER),
    stranger: person(STRANGER),
    ...voices(fake, name),
    ...sights(fake, name),
    faults: faultsOf(fake),
    close: async () => {
      await fake.close();
      await routes.close();
    },
  };
}

function voices(fake: HelpdeskFake, name: HelpdeskName): Pick<Stage, 'says' | 'taps' | 'repeats' | 'echoes'> {
  return {
    says: async (text, by) =>
      fake.says(CONVERSATION, text, by?.identity.value === `${name}:10` ? STRANGER : CUSTOMER),
    taps: async (message, choice) => {
      const sent = fake.sent.find((one) => refOf(one, name) === message.ref.id);
      const item = sent?.items[choice];
      if (sent === undefined || item === undefined) throw new Error('no such choice');
      fake.taps(sent, item.value);
    },
    repeats: async () => fake.deliveries.repeatLast(),
    echoes: async () => fake.echoes(),
  };
}

const sights = (fake: HelpdeskFake, name: HelpdeskName): Pick<Stage, 'shown' | 'sees' | 'idle'> => ({
  shown: async () => fake.sent.map((sent) => asShown(sent, name)),
  sees: async (wanted) => asShown(await fake.waitForMessage((sent) => wanted(asShown(sent, name))), name),
  idle: () => fake.idle(),
});

const refOf = ({ id }: SentMessage, name: HelpdeskName): string | number => {
  if (name === 'intercom') return String(id);
  return name === 'rocket-chat' ? `own-${id}` : id;
};

const asShown = (sent: SentMessage, name: HelpdeskName): Shown => ({
  ref: { id: refOf(sent, name) },
  text: sent.text,
  choices: sent.items.map(({ title }) => title),
});

const faultsOf = (fake: HelpdeskFake): Faults => ({
  rateLimits: (seconds) => fake.strikes({ kind: 'answer', answer: fake.dialect.refusals.rateLimit(seconds) }),
  losesAnswer: () => fake.strikes({ kind: 'drop' }),
  hasTrouble: () => fake.strikes({ kind: 'answer', answer: fake.dialect.refusals.trouble }),
  blocks: () => {
    for (const conversation of fake.conversations.values()) conversation.gone = true;
  },
  sendRequests: () => fake.sendRequests,
});
