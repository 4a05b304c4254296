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

/** The channels that a name means, each by its own: "whatsapp" is both ways to WhatsApp. */
export function channelsMeant(name: string): readonly string[] {
  const meant = CHANNEL_NAMES.filter((channel) => channel !== 'whatsapp' && meansChannel([name], channel));
  return meant.length === 0 ? [name] : meant;
}

/** A channel's name in a template: a misspelt one would never fit any conversation. */
export const ChannelName: z.ZodType<string, string> = z.enum(CHANNEL_NAMES);
