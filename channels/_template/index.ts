import type { ChannelModule } from '../../src/model/channel.ts';
import { parrotAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createParrot } from './channel.ts';
import { preview } from './preview.ts';
import { ParrotSettings } from './settings.ts';

/** A made-up platform: the folder to copy. */
export const parrot: ChannelModule<ParrotSettings> = {
  name: 'parrot',
  settings: ParrotSettings,
  requires: ['PARROT_TOKEN', 'PARROT_SECRET'],
  capabilities,
  address: parrotAddress,
  preview,
  create: createParrot,
};
