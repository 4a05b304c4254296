import { z } from 'zod';

/** Every channel there is, as templates name it; a test holds the list against `channels/`. */
export const CHANNEL_NAMES = [
  'telegram',
  'whatsapp',
  'whatsapp-cloud',
  'whatsapp-web',
  'slack',
  'email',
  'web-chat',
  'helpdesk',
] as const;

/** Whether a list of names means this channel: "whatsapp" stands for both ways to WhatsApp. */
export const meansChannel = (names: readonly string[], channel: string): boolean =>
  names.some((name) => channel === name || channel.startsWith(`${name}-`));

/** A channel's name in a template: a misspelt one would never fit any conversation. */
export const ChannelName: z.ZodType<string, string> = z.enum(CHANNEL_NAMES);
