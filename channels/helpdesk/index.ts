import type { ChannelModule } from '../../src/model/channel.ts';
import { helpdeskAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createHelpdesk } from './channel.ts';
import { preview } from './preview.ts';
import { HelpdeskSettings, ONE_OF } from './settings.ts';

/** The helpdesk's own thread: Chatwoot, Zendesk, Intercom, Rocket.Chat. */
export const helpdesk: ChannelModule<HelpdeskSettings> = {
  name: 'helpdesk',
  settings: HelpdeskSettings,
  requires: [],
  requiresOneOf: ONE_OF,
  capabilities,
  address: helpdeskAddress,
  preview,
  create: createHelpdesk,
};
