import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/**
 * What the threads of helpdesks have in common. Buttons are Chatwoot's (`input_select`); the others have none, and
 * the question is numbered text there.
 */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  /** Chatwoot shows more on its own page, and hands at most ten rows on to WhatsApp. */
  maxButtons: 10,
  maxButtonLabel: 24,
  maxText: 4000,
  answersReopen: true,
  /** Intercom takes 166 calls in ten seconds, Zendesk 200 to 700 a minute, Rocket.Chat 10 a second. */
  ratePerSecond: 3,
};

/** Where Chatwoot is not among them. */
export const withoutButtons: Capabilities = { ...capabilities, maxButtons: 0 };
