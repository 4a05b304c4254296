import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/** What the Bot API allows (see README.md for each limit's source). */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxButtons: 100,
  /** Telegram names no limit; a phone shows about this much of a button that has a row to itself. */
  maxButtonLabel: 64,
  maxText: 4096,
  edit: true,
  threads: true,
  ratePerSecond: 30,
  rateChatPerSecond: 1,
  rateSharedChatPerMinute: 20,
};
