import type { ChannelModule } from '../../src/model/channel.ts';
import { telegramAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createTelegram } from './channel.ts';
import { preview } from './preview.ts';
import { TelegramSettings } from './settings.ts';

/** Telegram through the Bot API: a bot asks in private chats, groups, topics and business chats. */
export const telegram: ChannelModule<TelegramSettings> = {
  name: 'telegram',
  settings: TelegramSettings,
  requires: ['TELEGRAM_BOT_TOKEN'],
  capabilities,
  address: telegramAddress,
  preview,
  create: createTelegram,
};
