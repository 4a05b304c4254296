import type { ChannelModule } from '../../src/model/channel.ts';
import { emailAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createEmail } from './channel.ts';
import { preview } from './preview.ts';
import { EmailSettings } from './settings.ts';

/** E-mail in the customer's own thread: answered by a link's page, or by a reply. */
export const email: ChannelModule<EmailSettings> = {
  name: 'email',
  settings: EmailSettings,
  requires: ['SMTP_URL', 'EMAIL_FROM'],
  capabilities,
  address: emailAddress,
  preview,
  create: createEmail,
};
