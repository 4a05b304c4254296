import { z } from 'zod';
import { LocalizedText } from './language.ts';
import { ConditionText } from './question.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A web address without user and password; over http only on this machine. */
function isWebAddress(text: string, { loopback }: { loopback: boolean }): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (loopback && url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

const Review = z
  .strictObject({
    url: z
      .string()
      .max(500)
      .refine(
        (text) => isWebAddress(text, { loopback: false }),
        'expected an address that begins with https://',
      )
      .meta({
        description: 'Where the review is written.',
        examples: ['https://www.trustpilot.com/evaluate/example.com'],
      }),
    text: LocalizedText.meta({
      description: 'Said before the address, once for each language of the template.',
      examples: [{ en: 'Would you tell others?' }],
    }),
  })
  .optional()
  .meta({
    description:
      'Said in the thanks, to everybody: review platforms forbid to ask only those who are satisfied, so it takes no condition.',
    examples: [{ url: 'https://www.trustpilot.com/evaluate/example.com', text: { en: 'Tell others:' } }],
  });

/** What is done once the answers are in, where the condition holds. */
export const Action = z
  .strictObject({
    if: ConditionText.optional(),
    open_case: z
      .boolean()
      .optional()
      .meta({ description: 'true opens a case for the agents.', examples: [true] }),
    alert: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'The Slack channel that is told, in quotes.', examples: ['#cx-alerts'] }),
    tag: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,59}$/u, 'expected one word of letters, digits, "-" and "_"')
      .optional()
      .meta({
        description: 'A word that is kept with the invitation, for lists and exports.',
        examples: ['unhappy'],
      }),
    webhook: z
      .string()
      .max(500)
      .refine(
        (text) => isWebAddress(text, { loopback: true }),
        'expected an address that begins with https:// and has no password',
      )
      .optional()
      .meta({
        description:
          'The address that is sent the answers as signed JSON (Standard Webhooks). WEBHOOK_HOSTS says which hosts are allowed.',
        examples: ['https://example.com/hooks/survey'],
      }),
    review: Review,
  })
  .refine(
    ({ if: _, ...deeds }) => Object.values(deeds).some((deed) => deed !== undefined && deed !== false),
    {
      error: 'expected something to do: open_case: true, alert, tag, webhook or review',
    },
  );
export type Action = z.infer<typeof Action>;
