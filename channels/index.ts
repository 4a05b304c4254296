import type { ChannelModule } from '../src/model/channel.ts';
import { email } from './email/index.ts';
import { helpdesk } from './helpdesk/index.ts';
import { slack } from './slack/index.ts';
import { telegram } from './telegram/index.ts';
import { webChat } from './web-chat/index.ts';
import { whatsappCloud } from './whatsapp-cloud/index.ts';
import { whatsappWeb } from './whatsapp-web/index.ts';

/** Every channel there is. Only the composition root imports this; a test holds it against the folders. */
export const channelModules: readonly ChannelModule[] = [
  slack,
  telegram,
  webChat,
  whatsappCloud,
  whatsappWeb,
  email,
  helpdesk,
];

export { slackConnectionOf } from './slack/index.ts';
export { issueVisitorToken } from './web-chat/index.ts';
