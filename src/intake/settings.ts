import { z } from 'zod';

/** Words that settings of several helpdesks are made of. */

/** What a helpdesk signs with; made there, so no length is asked for. */
export const signingSecret = (helpdesk: string, where: string) =>
  z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe(`Signs the hooks of ${helpdesk}: ${where}. Hooks of ${helpdesk} are taken when it is set.`);

/** A word of our own that the helpdesk sends along. */
export const ownToken = (helpdesk: string, how: string) =>
  z
    .string()
    .trim()
    .min(16, 'expected at least 16 characters')
    .optional()
    .describe(`A word of your own, at least 16 characters, by which hooks of ${helpdesk} are known: ${how}.`);

export const apiToken = (description: string) => z.string().trim().min(1).optional().describe(description);

const address = z
  .url({ protocol: /^https?$/, error: 'expected an address such as "https://chat.example.com"' })
  .transform((url) => url.replace(/\/+$/, ''));

export const apiRoot = (description: string) => address.optional().describe(description);

export const apiRootOf = (usual: string, description: string) =>
  address.default(usual).describe(`${description} Another server than ${usual}.`);
