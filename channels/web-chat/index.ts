import type { ChannelModule } from '../../src/model/channel.ts';
import { address } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createChannel } from './channel.ts';
import { preview } from './preview.ts';
import { type Settings, settings } from './settings.ts';

export { issueVisitorToken } from './visitor-token.ts';

/** The chat on a web page of ours or of a customer's site; always on, it needs no account anywhere. */
export const webChat: ChannelModule<Settings> = {
  name: 'web-chat',
  settings,
  requires: [],
  capabilities,
  address,
  preview,
  create: createChannel,
};
