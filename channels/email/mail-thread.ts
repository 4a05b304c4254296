import type { Transcript } from '../../src/model/channel-context.ts';

/** The mails that were exchanged at one place, so that mail programs show them as one conversation. */
export interface MailThread {
  /** Message-IDs of late, oldest first. */
  recent(place: string): Promise<string[]>;
  add(place: string, messageId: string): Promise<void>;
}

/** A survey of next month is a conversation of its own. */
const TOGETHER_MS = 7 * 86_400_000;
/** RFC 5322 wants no line over 998 characters; mail programs look at the first and the last few. */
const MOST_IDS = 8;

export function mailThreadIn(transcript: Transcript, now: () => Date): MailThread {
  return {
    async recent(place) {
      const since = now().getTime() - TOGETHER_MS;
      const entries = (await transcript.since(place, 0)).filter(({ at }) => at.getTime() >= since);
      return entries.map(({ body }) => (body as { id: string }).id).slice(-MOST_IDS);
    },
    add: async (place, id) => void (await transcript.append(place, `mail:${id}`, { id })),
  };
}
