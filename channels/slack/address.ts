import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Address } from '../../src/model/conversation.ts';

/** A time stamp is the name of a message within its channel. */
export const Timestamp = z
  .string()
  .regex(/^\d{1,12}\.\d{1,6}$/, 'expected the ts of a message, such as "1732267200.000100", as a string');

const SlackAddress = z
  .strictObject({
    /** C… (a channel, also one shared with another company), G… (private), D… (direct messages). */
    channel: z
      .string()
      .trim()
      .regex(/^[CGD][A-Z0-9]{2,30}$/, 'expected the id of a channel, such as "C024BE91L" (never its name)'),
    /** The first message of a thread. */
    thread_ts: Timestamp.optional(),
  })
  .transform(
    ({ channel, thread_ts }): Address => ({ channel, ...(thread_ts !== undefined && { thread_ts }) }),
  );

/** "C024BE91L", or "C024BE91L/1732267200.000100" for a thread. */
export const slackAddress: AddressCodec = {
  schema: SlackAddress,
  example: { channel: 'C024BE91L', thread_ts: '1732267200.000100' },
  toKey: ({ channel, thread_ts }) => (thread_ts === undefined ? String(channel) : `${channel}/${thread_ts}`),
  fromKey(key) {
    const [channel, thread_ts] = key.split('/');
    return SlackAddress.parse({ channel, ...(thread_ts !== undefined && { thread_ts }) });
  },
  /** Slack counts messages by channel, over all of its threads. */
  rateKey: ({ channel }) => String(channel),
  /** A channel names nobody, and a D… id does not say whose it is: the hook's identities do. */
  identity: () => null,
};
