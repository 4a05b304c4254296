import { z } from 'zod';

const AGENT = /^(team|[UW][A-Z0-9]{2,20}|S[A-Z0-9]{2,20})$/;

/** What the Slack channel is told through the environment. */
export const SlackSettings = z
  .object({
    SLACK_BOT_TOKEN: z
      .string()
      .trim()
      .regex(/^xoxb-[\w-]{1,300}$/, 'expected a bot token, which begins with "xoxb-"')
      .describe(
        'Bot token of the Slack app (xoxb-…), from "OAuth & Permissions". Slack is on when this is set.',
      ),
    SLACK_APP_TOKEN: z
      .string()
      .trim()
      .regex(/^xapp-[\w-]{1,300}$/, 'expected an app-level token, which begins with "xapp-"')
      .optional()
      .describe(
        'App-level token (xapp-…) with the scope connections:write. With it Slack delivers by Socket Mode, without an address on the internet.',
      ),
    SLACK_SIGNING_SECRET: z
      .string()
      .trim()
      .min(8)
      .optional()
      .describe(
        'Signing secret, from "Basic Information". Without SLACK_APP_TOKEN, Slack delivers by HTTP to PUBLIC_URL/channels/slack/events and signs with it.',
      ),
    SLACK_API_URL: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as "https://slack.com/api/"' })
      .transform((url) => `${url.replace(/\/+$/, '')}/`)
      .default('https://slack.com/api/')
      .describe('Web API to use in place of https://slack.com/api/ (a proxy, or a fake for tests).'),
    SLACK_AGENTS: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
      .refine((parts) => parts.every((part) => AGENT.test(part)), {
        error: 'expected "team", user ids (U…) and ids of user groups (S…), separated by commas',
      })
      .default([])
      .describe(
        'Who may close a conversation in Slack itself: "team" (everybody of the own workspace), user ids (U…), ids of user groups (S…), separated by commas. What they write is no answer of a customer.',
      ),
    SLACK_CLOSE_REACTION: z
      .string()
      .trim()
      .transform((name) => name.replace(/^:|:$/g, ''))
      .pipe(z.string().regex(/^[\w+'-]{1,100}$/, 'expected the name of an emoji, such as white_check_mark'))
      .optional()
      .describe(
        'Name of the emoji with which an agent closes a thread (white_check_mark). Unset, none does.',
      ),
  })
  .refine((given) => given.SLACK_APP_TOKEN !== undefined || given.SLACK_SIGNING_SECRET !== undefined, {
    path: ['SLACK_APP_TOKEN'],
    error:
      'set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP): without one nothing is heard from Slack',
  });
export type SlackSettings = z.infer<typeof SlackSettings>;
