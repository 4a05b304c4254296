import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/**
 * Mail itself limits little; the numbers keep a question readable on a phone. What servers allow a second differs, and
 * they say when it is too much.
 */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxButtons: 25,
  maxButtonLabel: 100,
  maxText: 8_000,
  threads: true,
  reconcile: true,
};
