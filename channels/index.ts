import type { ChannelModule } from '../src/model/channel.ts';
import { telegram } from './telegram/index.ts';
import { webChat } from './web-chat/index.ts';
import { whatsappCloud } from './whatsapp-cloud/index.ts';

/** Every channel there is. Only the composition root imports this; a test holds it against the folders. */
export const channelModules: readonly ChannelModule[] = [telegram, webChat, whatsappCloud];

export { issueVisitorToken } from './web-chat/index.ts';
