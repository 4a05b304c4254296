import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/** Only what differs from the least that a channel can be; each with its source in the README. */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxButtons: 5,
  maxButtonLabel: 20,
  maxText: 1000,
  ratePerSecond: 20,
  rateChatPerSecond: 1,
};
