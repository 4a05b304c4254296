import type { RespondFn } from '@slack/bolt';
import type { Desk } from './desk.ts';

/** Says something to the one person who clicked. */
export type Whisper = (text: string) => Promise<void>;

/** A courtesy: that it fails costs nothing and undoes nothing. */
export const whisper =
  ({ app }: Desk, respond: RespondFn): Whisper =>
  async (text) => {
    try {
      await respond({ text, response_type: 'ephemeral', replace_original: false });
    } catch (error) {
      app.log.debug({ error: String(error) }, 'desk: an answer to a person did not arrive');
    }
  };
