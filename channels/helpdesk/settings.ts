import { z } from 'zod';

const address = z
  .url({ protocol: /^https?$/, error: 'expected an address such as "https://chat.example.com"' })
  .transform((url) => url.replace(/\/+$/, ''));
const root = (description: string) => address.optional().describe(description);
const word = (description: string) => z.string().trim().min(1).optional().describe(description);

/** What is asked of each helpdesk in whose threads questions are written. Most of it serves its hooks as well. */
export const HelpdeskSettings = z.object({
  CHATWOOT_URL: root('Where Chatwoot runs (https://chat.example.com).'),
  CHATWOOT_API_TOKEN: word(
    'Access token of an agent or agent bot of Chatwoot (Profile Settings → Access Token).',
  ),
  CHATWOOT_ACCOUNT_ID: z
    .string()
    .regex(/^\d{1,12}$/, 'expected the number behind /accounts/ in the address of Chatwoot')
    .default('1')
    .describe('The number behind /accounts/ in the address of Chatwoot.'),
  CHATWOOT_WEBHOOK_SECRET: word(
    'Signs the hooks of Chatwoot: Settings → Integrations → Webhooks shows it. Hooks of Chatwoot are taken when it is set.',
  ),
  CHATWOOT_WEBHOOK_TOKEN: word(
    'A word of your own, at least 16 characters, for versions of Chatwoot that sign nothing: behind the address as ?token=…',
  ),
  ZENDESK_URL: root('Your Zendesk (https://example.zendesk.com).'),
  ZENDESK_EMAIL: word('The agent of Zendesk in whose name its API is asked and questions are written.'),
  ZENDESK_API_TOKEN: word('API token of Zendesk (Admin Center → Apps and integrations → APIs).'),
  ZENDESK_WEBHOOK_SECRET: word(
    'Signs the hooks of Zendesk: Admin Center shows it on the page of the webhook ("Reveal secret"). Hooks of Zendesk are taken when it is set.',
  ),
  INTERCOM_API_ROOT: address
    .default('https://api.intercom.io')
    .describe('API of Intercom; https://api.eu.intercom.io for accounts in Europe.'),
  INTERCOM_ACCESS_TOKEN: word('Access token of Intercom (Developer Hub → your app → Authentication).'),
  INTERCOM_ADMIN_ID: word('Id of the admin of Intercom in whose name questions are written.'),
  INTERCOM_CLIENT_SECRET: word(
    'Signs the hooks of Intercom: Developer Hub → your app → Basic information → Client secret. Hooks of Intercom are taken when it is set.',
  ),
  ROCKET_CHAT_URL: root('Where Rocket.Chat runs (https://chat.example.com).'),
  ROCKET_CHAT_USER_ID: word('Id of the user of Rocket.Chat in whose name questions are written.'),
  ROCKET_CHAT_API_TOKEN: word('Personal access token of that user (My Account → Personal Access Tokens).'),
  ROCKET_CHAT_WEBHOOK_TOKEN: word(
    'A word of your own, at least 16 characters, by which hooks of Rocket.Chat are known: Omnichannel → Webhooks → Secret Token.',
  ),
});
export type HelpdeskSettings = z.infer<typeof HelpdeskSettings>;

/** The channel is on when all of one of these are set. */
export const ONE_OF = [
  ['CHATWOOT_URL', 'CHATWOOT_API_TOKEN'],
  ['ZENDESK_URL', 'ZENDESK_EMAIL', 'ZENDESK_API_TOKEN'],
  ['INTERCOM_ACCESS_TOKEN', 'INTERCOM_ADMIN_ID'],
  ['ROCKET_CHAT_URL', 'ROCKET_CHAT_USER_ID', 'ROCKET_CHAT_API_TOKEN'],
] as const;
