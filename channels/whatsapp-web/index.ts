import type { ChannelModule } from '../../src/model/channel.ts';
import { whatsappWebAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createWhatsappWeb } from './channel.ts';
import { preview } from './preview.ts';
import { WhatsappWebSettings } from './settings.ts';

/** WhatsApp Web through whatsapp-web.js: unofficial, at your own risk. */
export const whatsappWeb: ChannelModule<WhatsappWebSettings> = {
  name: 'whatsapp-web',
  settings: WhatsappWebSettings,
  requires: ['WHATSAPP_WEB'],
  capabilities,
  address: whatsappWebAddress,
  preview,
  create: (settings, context) => createWhatsappWeb(settings, context),
};
