import { z } from 'zod';

/** What the Telegram channel is told through the environment. */
export const TelegramSettings = z.object({
  TELEGRAM_BOT_TOKEN: z
    .string()
    .trim()
    .regex(/^\w{1,40}:[\w-]{1,200}$/, 'expected a token from @BotFather, such as "123456789:AAE…"')
    .describe('Token of the bot, from @BotFather. Telegram is on when this is set.'),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as "https://api.telegram.org"' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.telegram.org')
    .describe(
      'Bot API server to use in place of https://api.telegram.org (a local one, or a fake for tests).',
    ),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'expected 1 to 256 of A–Z, a–z, 0–9, "_" and "-"')
    .optional()
    .describe(
      'Any secret word. With it and an https PUBLIC_URL, Telegram delivers by webhook; else it is polled.',
    ),
});
export type TelegramSettings = z.infer<typeof TelegramSettings>;

/** The bot's own id: the part of its token before the colon. Public, unlike the rest. */
export const botId = ({ TELEGRAM_BOT_TOKEN }: TelegramSettings): string =>
  TELEGRAM_BOT_TOKEN.split(':')[0] ?? '';
