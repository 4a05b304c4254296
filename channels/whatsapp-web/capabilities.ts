import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/** What a phone could do by hand: buttons and lists no longer reach anybody from there. */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxPollOptions: 12,
  maxText: 4096,
  deliveryReceipts: true,
  rateChatPerSecond: 1,
};

/** The question of a poll, and each of its options. */
export const MAX_POLL_NAME = 255;
export const MAX_POLL_OPTION = 100;
