import { z } from 'zod';
import type { Transcript } from '../../src/model/channel-context.ts';
import type { HelpdeskName } from './address.ts';

/**
 * Where we have asked. Helpdesks tell of every message of every customer; what is said where nothing was asked is the agents'
 * alone, and is neither handed in nor stored.
 */
export interface AskedThreads {
  remember(
    helpdesk: HelpdeskName,
    conversation: string,
    names: readonly string[],
    key: string,
  ): Promise<void>;
  /** The conversation in which we asked last under one of these names; null where we never did. */
  recall(helpdesk: HelpdeskName, names: readonly string[]): Promise<string | null>;
}

const Entry = z.object({ conversation: z.string() });
const threadName = (helpdesk: HelpdeskName, name: string): string => `helpdesk/${helpdesk}/${name}`;

export const askedThreads = (transcript: Transcript): AskedThreads => ({
  async remember(helpdesk, conversation, names, key) {
    // Kept under the contact's names; by its place it is found and forgotten with the person.
    const entry = { conversation, place: `helpdesk:${helpdesk}/${conversation}` };
    for (const name of names) await transcript.append(threadName(helpdesk, name), key, entry);
  },
  async recall(helpdesk, names) {
    for (const name of names) {
      const last = (await transcript.since(threadName(helpdesk, name), 0)).at(-1);
      const entry = Entry.safeParse(last?.body);
      if (entry.success) return entry.data.conversation;
    }
    return null;
  },
});
