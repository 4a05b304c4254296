import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/** What the Cloud API allows (see README.md for each limit). */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxButtons: 3,
  maxButtonLabel: 20,
  maxListRows: 10,
  maxListLabel: 24,
  maxText: 4096,
  freeTextWindowSeconds: 24 * 3600,
  templateOutsideWindow: true,
  deliveryReceipts: true,
  reconcile: true,
  ratePerSecond: 80,
  rateChatPerSecond: 1 / 6,
  /** 45 are lent; the rest is for the sentences with which taps are answered, which the queue does not see. */
  rateChatBurst: 40,
};

/** Text above buttons and lists, and of a template; a message of text alone may be longer. */
export const MAX_INTERACTIVE_TEXT = 1024;

/** Second line of a list row. */
export const MAX_DESCRIPTION = 72;

/** The button that opens a list; a Flow's may have 30. */
export const MAX_OPENER = 20;
