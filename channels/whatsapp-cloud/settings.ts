import { z } from 'zod';

const Id = (what: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{5,25}$/, `expected ${what}, digits only`);

/** A version stands in the path of every call; an API root that brings its own keeps it. */
const VERSION = /^v\d{1,3}\.\d{1,2}$/;

/** "csat=our_csat, csat-after-support/score=our_question" → which template of the account carries which question. */
const TemplateNames = z
  .string()
  .default('')
  .transform((text, context): ReadonlyMap<string, string> => {
    const pairs = text.split(',').map((part) => part.trim());
    const names = new Map<string, string>();
    for (const pair of pairs.filter((part) => part !== '')) {
      const [, of = '', name = ''] =
        /^([\w-]{1,80}(?:\/[\w-]{1,80})?)\s*=\s*([a-z0-9_]{1,512})$/.exec(pair) ?? [];
      if (name === '') {
        context.addIssue({ code: 'custom', message: 'expected pairs such as "csat=our_csat_template"' });
        return z.NEVER;
      }
      names.set(of, name);
    }
    return names;
  });

/** What the WhatsApp Cloud channel is told through the environment. */
export const WhatsappCloudSettings = z.object({
  WHATSAPP_TOKEN: z
    .string()
    .trim()
    .regex(/^\S{10,1000}$/, 'expected an access token without blanks')
    .describe(
      'Access token of a system user. WhatsApp (Cloud API) is on when this and the number id are set.',
    ),
  WHATSAPP_PHONE_NUMBER_ID: Id('the id of the phone number (not the number itself)').describe(
    'Id of the business phone number that writes, from the app dashboard (not the number itself).',
  ),
  WHATSAPP_APP_SECRET: z
    .string()
    .trim()
    .min(8, 'expected the secret of the app')
    .describe(
      'Secret of the Meta app: every webhook is signed with it. Needed as soon as the channel is on.',
    ),
  WHATSAPP_VERIFY_TOKEN: z
    .string()
    .min(8, 'expected at least 8 characters')
    .describe('Any secret word; the same goes into the webhook form of the app. Needed as well.'),
  WHATSAPP_BUSINESS_ACCOUNT_ID: Id('the id of the WhatsApp Business account')
    .optional()
    .describe(
      'Id of the WhatsApp Business account that owns the templates. Without it the number is asked for it.',
    ),
  WHATSAPP_TEMPLATES: TemplateNames.describe(
    'Which approved message template carries which question outside the 24 hours: metric=name, template=name or template/question=name, parted by commas. Without it afterword_<template>_<question> and afterword_<metric> are looked for.',
  ),
  WHATSAPP_FLOW_ID: Id('the id of a published Flow')
    .optional()
    .describe(
      'A published Flow (channels/whatsapp-cloud/flow.json) for questions with more than ten answers, such as NPS. Without it they are typed.',
    ),
  WHATSAPP_API_ROOT: z
    .url({ protocol: /^https?$/, error: 'expected a URL such as "https://graph.facebook.com"' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://graph.facebook.com')
    .describe('Graph API server to use in place of https://graph.facebook.com (a fake for tests).'),
  WHATSAPP_API_VERSION: z
    .string()
    .regex(VERSION, 'expected a version such as "v24.0"')
    .default('v24.0')
    .describe('Version of the Graph API.'),
});
export type WhatsappCloudSettings = z.infer<typeof WhatsappCloudSettings>;

/** Where calls go: root and version. */
export function graphRoot({ WHATSAPP_API_ROOT, WHATSAPP_API_VERSION }: WhatsappCloudSettings): string {
  const last = WHATSAPP_API_ROOT.split('/').at(-1) ?? '';
  return VERSION.test(last) ? WHATSAPP_API_ROOT : `${WHATSAPP_API_ROOT}/${WHATSAPP_API_VERSION}`;
}
