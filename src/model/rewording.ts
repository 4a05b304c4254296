import { z } from 'zod';
import { CHANNEL_NAMES } from './channel-names.ts';
import { LocalizedText } from './language.ts';

/** Other words for a question that stays the same question: its answers and branches are not touched. */
export const Rewording = z.strictObject({
  text: LocalizedText.optional().meta({
    description: 'What is asked instead, in every language of the template.',
    examples: [{ en: 'How was it?' }],
  }),
  labels: z
    .record(
      z
        .string()
        .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'expected a number of the scale or the value of a choice'),
      LocalizedText,
    )
    .optional()
    .meta({
      description: 'Other labels: by number for a scale, by value for a choice.',
      examples: [{ 1: { en: 'Bad' } }],
    }),
});
export type Rewording = z.infer<typeof Rewording>;

/** Rewordings by channel. */
export const ChannelRewordings = z
  .partialRecord(z.enum(CHANNEL_NAMES), Rewording)
  .optional()
  .meta({
    description: 'Other texts or labels on some channels, where the usual ones are too long or out of place.',
    examples: [{ telegram: { text: { en: 'How was it?' } } }],
  });
