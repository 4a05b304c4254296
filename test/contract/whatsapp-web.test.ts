import fc from 'fast-check';
import { vi } from 'vitest';
import { whatsappWeb } from '../../channels/whatsapp-web/index.ts';
import { knowingNothing, parseIncoming } from '../../channels/whatsapp-web/parse.ts';
import { makeBed } from '../channels/whatsapp-web/bed.ts';
import type { SentMessage } from '../fakes/whatsapp-web/fake.ts';
import { until } from '../support/running.ts';
import type { Shown, Stage } from './harness.ts';
import { channelContract } from './suite.ts';

/** Each check starts a browser, and some two. */
vi.setConfig({ testTimeout: 120_000 });

const digits = fc.stringMatching(/^[1-9]\d{6,13}$/);

async function open(): Promise<Stage> {
  const { fake, person, create, close } = await makeBed({ call: 3_000 });
  const connected = (): ReturnType<typeof create> => {
    const channel = create();
    return {
      ...channel,
      async start(sink) {
        await channel.start(sink);
        await until(
          async () => channel.check?.(),
          (check) => check?.ok === true,
          60_000,
        );
      },
    };
  };
  return {
    create: connected,
    customer: { address: { phone: '+905551234567' }, identity: { type: 'phone', value: '+905551234567' } },
    says: async (text) => {
      fake.says(person, text);
    },
    taps: async ({ ref }, choice) => {
      const sent = fake.sent.find(({ id }) => id === ref.id);
      if (sent === undefined) throw new Error('no such message');
      fake.votes(person, sent, [choice]);
    },
    repeats: async () => fake.repeatsLast(),
    echoes: async () => fake.writes(person, 'ours'),
    shown: async () => fake.sent.map(asShown),
    sees: async (wanted) => asShown(await fake.waitForMessage((sent) => wanted(asShown(sent)))),
    idle: () => fake.idle(),
    faults: {
      losesAnswer: () => fake.strikes('hangs'),
      hasTrouble: () => {
        fake.brokenLookups = 1;
      },
      blocks: () => {
        fake.people.length = 0;
      },
      sendRequests: () => fake.sendRequests,
    },
    close,
  };
}

const asShown = ({ id, text, options }: SentMessage): Shown => ({ ref: { id }, text, choices: options });

channelContract('whatsapp-web', {
  module: whatsappWeb,
  sharedPlaces: false,
  ownPlatform: false,
  longMessages: 1,
  addresses: fc.oneof(
    fc.record({
      phone: fc.oneof(
        digits,
        digits.map((number) => `+${number}`),
      ),
    }),
    fc.record({ phone: digits.map((number) => `${number}@c.us`) }),
    fc.record({ lid: fc.stringMatching(/^\d{5,20}@lid$/) }),
  ),
  fixtures: {
    folder: new URL('../../channels/whatsapp-web/fixtures/', import.meta.url),
    parse: (raw) => {
      const event = parseIncoming(raw, { ...knowingNothing, poll: { tokens: ['t.0', 't.1', 't.2'] } });
      return event === null ? [] : [event];
    },
  },
  open,
});
