import type { ConversationClosed } from '../model/conversation.ts';
import { AfterwordError } from '../model/errors.ts';
import type { App } from './app.ts';
import type { Place } from './close-conversation.ts';

/** One string for a place, unique over all channels. */
export const threadKey = (channel: string, key: string): string => `${channel}:${key}`;

/**
 * Checks that the channel is on and the address is one of it.
 * @throws AfterwordError AW_CHANNEL_UNKNOWN, AW_ADDRESS
 */
export function resolvePlace(app: App, close: ConversationClosed): Place {
  const active = app.channels.get(close.channel);
  if (active === undefined) {
    const known = [...app.channels.keys()].join(', ') || 'none';
    throw new AfterwordError(
      'AW_CHANNEL_UNKNOWN',
      `Channel "${close.channel}" is not on; on are: ${known}.`,
      {
        faults: [{ path: 'channel', message: `expected one of: ${known}` }],
      },
    );
  }
  const codec = active.module.address;
  const parsed = codec.schema.safeParse(close.address);
  if (!parsed.success) {
    const example = JSON.stringify(codec.example);
    throw new AfterwordError(
      'AW_ADDRESS',
      `The address is not one of channel "${close.channel}"; expected, for example: ${example}.`,
      {
        faults: parsed.error.issues.map((issue) => ({
          path: ['address', ...issue.path].join('.'),
          message: issue.message,
        })),
      },
    );
  }
  const fromAddress = codec.identity(parsed.data);
  const told = close.contact.identities.find((identity) => identity.type === close.channel);
  return {
    address: parsed.data,
    threadKey: threadKey(close.channel, codec.toKey(parsed.data)),
    // In a private chat the chat is the person; in a group the hook says who of them was the customer.
    expectedSender: fromAddress ?? told ?? null,
    fromAddress,
  };
}
