import { z } from 'zod';

/** Comma-separated, so that one line of `.env` holds it. */
const Origins = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
  )
  .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'expected origins such as "https://shop.example"')));

export const settings = z.object({
  WEB_CHAT_ORIGINS: Origins.describe(
    'Other sites that may embed the web chat, as origins, separated by commas ("https://shop.example"). Empty: only pages of this server.',
  ),
  WEB_CHAT_SECRET: z
    .string()
    .min(32, 'expected at least 32 characters')
    .optional()
    .describe(
      'Shared with your site, so that it can sign visitor tokens for people it knows. Empty: visitors are anonymous.',
    ),
});
export type Settings = z.infer<typeof settings>;
