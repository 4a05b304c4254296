import { describe, expect, test } from 'vitest';
import type { Channel, ChannelModule, Sink } from '../../src/model/channel.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import type { ContractHarness } from './harness.ts';
import { checksFor } from './suite.ts';
import { telegramHarness } from './telegram.ts';

/** A way to break a channel, and the promises that it breaks. */
interface Break {
  what: string;
  module?(module: ChannelModule): Partial<ChannelModule>;
  channel?(channel: Channel): Partial<Channel>;
  event?(event: IncomingEvent): IncomingEvent;
  caughtBy: string;
}

let ids = 0;

const breaks: Break[] = [
  {
    what: 'our own messages are handed in',
    channel: (channel) => {
      let sink: Sink | null = null;
      return {
        start: (to) => {
          sink = to;
          return channel.start(to);
        },
        send: async (address, message, key) => {
          const ref = await channel.send(address, message, key);
          const sender = { type: 'telegram', value: '7000000001' };
          const common = { channel: channel.name, eventId: `own-${key}`, address, at: new Date() };
          await sink?.({ ...common, kind: 'text', sender, text: message.text });
          return ref;
        },
      };
    },
    caughtBy: 'our own messages are no events',
  },
  {
    what: 'the event id is not passed on',
    event: (event) => {
      ids += 1;
      return { ...event, eventId: `made-up-${ids}` };
    },
    caughtBy: 'a repeat has the event id of the first, and another event has another',
  },
  {
    what: 'an address does not survive its key',
    module: ({ address }) => ({
      address: { ...address, toKey: (a) => address.toKey({ chat_id: a.chat_id ?? '' }) },
    }),
    caughtBy: 'an address survives its key, and equal addresses have one key',
  },
  {
    what: 'labels are longer than declared',
    module: ({ capabilities }) => ({ capabilities: { ...capabilities, maxButtonLabel: 20 } }),
    channel: ({ capabilities }) => ({ capabilities: { ...capabilities, maxButtonLabel: 20 } }),
    caughtBy: 'nothing is over the limits that it declares, however long the text and the labels',
  },
  {
    what: 'the pause of a rate limit is dropped',
    channel: (channel) => ({
      send: (address, message, key) =>
        channel.send(address, message, key).catch((error: ChannelError) => {
          throw new ChannelError(error.kind, error.code, error.message);
        }),
    }),
    caughtBy: 'a rate limit says how long to wait, and the waiting is left to the queue',
  },
  {
    what: 'a send is repeated when its answer did not come',
    channel: (channel) => ({
      send: (address, message, key) =>
        channel.send(address, message, key).catch((error: ChannelError) => {
          if (error.kind === 'uncertain') return channel.send(address, message, key);
          throw error;
        }),
    }),
    caughtBy: 'an answer that never came is uncertain, and nothing is sent twice',
  },
  {
    what: "anybody's tap is told as the customer's",
    event: (event) => ('sender' in event ? { ...event, sender: { type: 'telegram', value: '4242' } } : event),
    caughtBy: "another person's tap is told as theirs",
  },
];

function broken(harness: ContractHarness, fault: Break): ContractHarness {
  return {
    ...harness,
    module: { ...harness.module, ...fault.module?.(harness.module) },
    open: async () => {
      const stage = await harness.open();
      return { ...stage, create: () => brokenChannel(stage.create(), fault) };
    },
  };
}

function brokenChannel(channel: Channel, fault: Break): Channel {
  const hears: Channel = {
    ...channel,
    start: (sink) => channel.start((event) => sink(fault.event?.(event) ?? event)),
  };
  return { ...hears, ...fault.channel?.(hears) };
}

async function failures(harness: ContractHarness): Promise<string[]> {
  const failed: string[] = [];
  for (const check of checksFor(harness)) {
    await check.run(harness).catch(() => failed.push(check.name));
  }
  return failed;
}

describe('the contract suite has teeth', () => {
  const sound = telegramHarness('polling');

  test('a sound channel passes', async () => {
    expect(await failures(sound)).toEqual([]);
  });

  for (const fault of breaks) {
    test(`it turns red when ${fault.what}`, async () => {
      expect(await failures(broken(sound, fault))).toContain(fault.caughtBy);
    });
  }
});
