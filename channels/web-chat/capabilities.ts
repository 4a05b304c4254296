import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';

/** The page is ours, so little limits it; the numbers keep questions readable on a phone. */
export const capabilities: Capabilities = {
  ...defaultCapabilities,
  maxButtons: 12,
  maxButtonLabel: 60,
  maxText: 4_000,
  edit: true,
  deliveryReceipts: true,
  reconcile: true,
};
