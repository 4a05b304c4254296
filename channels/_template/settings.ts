import { z } from 'zod';

/** What the channel is told through the environment. */
export const ParrotSettings = z.object({
  PARROT_TOKEN: z.string().trim().min(1).describe('Token of the app. The channel is on when this is set.'),
  PARROT_SECRET: z.string().min(1).describe('What the platform signs its deliveries with.'),
  PARROT_ROOT: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://api.parrot.example')
    .describe("API to use in place of the platform's own."),
});
export type ParrotSettings = z.infer<typeof ParrotSettings>;
