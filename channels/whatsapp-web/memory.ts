import { z } from 'zod';
import type { Transcript } from '../../src/model/channel-context.ts';
import type { KnownPoll } from './parse.ts';

/** What must outlive the page and the process. */
export interface Memory {
  /** The options of a poll of ours: the page forgets them when its store is emptied. */
  keepPoll(id: string, poll: KnownPoll & { chat: string }, at: Date): Promise<void>;
  poll(id: string): Promise<KnownPoll | null>;
  /** Whole keys of the polls of the last two days, whose votes may have been missed. */
  recentPolls(now: Date): Promise<string[]>;
  /** A person was asked under a lid: then that is the name to answer under, even where the number is known. */
  askedByLid(lid: string): Promise<void>;
  wasAskedByLid(lid: string): Promise<boolean>;
}

const Poll = z.object({ tokens: z.array(z.string()), chat: z.string() });
const DAY_MS = 86_400_000;

export function openMemory(transcript: Transcript): Memory {
  const dayOf = (at: Date) => `whatsapp-web/polls/${at.toISOString().slice(0, 10)}`;
  return {
    async keepPoll(id, poll, at) {
      await transcript.append(`whatsapp-web/poll/${id}`, 'poll', poll);
      await transcript.append(dayOf(at), id, { key: `true_${poll.chat}_${id}` });
    },
    async poll(id) {
      const entry = await transcript.find(`whatsapp-web/poll/${id}`, 'poll');
      return Poll.safeParse(entry?.body).data ?? null;
    },
    async recentPolls(now) {
      const days = [new Date(now.getTime() - DAY_MS), now];
      const entries = (await Promise.all(days.map((day) => transcript.since(dayOf(day), 0)))).flat();
      return entries.flatMap(({ body }) => z.object({ key: z.string() }).safeParse(body).data?.key ?? []);
    },
    async askedByLid(lid) {
      await transcript.append('whatsapp-web/asked', lid, {});
    },
    wasAskedByLid: async (lid) => (await transcript.find('whatsapp-web/asked', lid)) !== null,
  };
}
