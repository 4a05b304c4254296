import { z } from 'zod';

/** Arguments in one line, each from its "--" on: "--proxy-server=x --lang=tr" (one may hold blanks). */
const Arguments = z
  .string()
  .default('')
  .transform((line) =>
    line
      .split(/\s+(?=--)/)
      .map((one) => one.trim())
      .filter((one) => one.startsWith('--')),
  );

/** What the WhatsApp Web channel is told through the environment. */
export const WhatsappWebSettings = z.object({
  WHATSAPP_WEB: z
    .enum(['1', 'true', 'yes'])
    .describe(
      'Set to 1 to run WhatsApp Web through whatsapp-web.js, at your own risk: WhatsApp allows no bots there and bans numbers for it. The Cloud API is the recommended way.',
    ),
  CHROMIUM_PATH: z
    .string()
    .default('/usr/bin/chromium')
    .describe('Chromium or Chrome of this machine. None is downloaded.'),
  WHATSAPP_WEB_PHONE: z
    .string()
    .transform((written) => written.replace(/\D/g, ''))
    .pipe(z.string().regex(/^[1-9]\d{6,14}$/, 'expected the business phone number with its country code'))
    .optional()
    .describe('The business phone number: then it is linked with a pairing code in place of a QR code.'),
  WHATSAPP_WEB_CLOSE_COMMAND: z
    .string()
    .trim()
    .min(2)
    .max(60)
    .default('/close')
    .describe('Written in a chat from the business phone, it closes the conversation there.'),
  WHATSAPP_WEB_ARGS: Arguments.describe('More arguments for Chromium, each from its "--" on.'),
  WHATSAPP_WEB_TIMEOUT: z.coerce
    .number()
    .int()
    .min(5)
    .max(600)
    .default(30)
    .describe('Seconds after which the browser counts as hanging (protocolTimeout of puppeteer).'),
});
export type WhatsappWebSettings = z.infer<typeof WhatsappWebSettings>;
