import type { ChannelModule } from '../../src/model/channel.ts';
import { whatsappAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createWhatsappCloud } from './channel.ts';
import { preview } from './preview.ts';
import { WhatsappCloudSettings } from './settings.ts';

/** WhatsApp through Meta's Cloud API: the official way, and the recommended one. */
export const whatsappCloud: ChannelModule<WhatsappCloudSettings> = {
  name: 'whatsapp-cloud',
  settings: WhatsappCloudSettings,
  requires: ['WHATSAPP_TOKEN', 'WHATSAPP_PHONE_NUMBER_ID'],
  capabilities,
  address: whatsappAddress,
  preview,
  create: createWhatsappCloud,
};
