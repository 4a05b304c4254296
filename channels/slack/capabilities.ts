import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/** What Block Kit and the Web API allow (see README.md). */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxButtons: 25,
  maxButtonLabel: 75,
  maxListRows: 100,
  maxListLabel: 75,
  maxText: 3000,
  edit: true,
  threads: true,
  reconcile: true,
  /** Slack says "several hundred a minute" over a workspace; this is 240. */
  ratePerSecond: 4,
  rateChatPerSecond: 1,
};
