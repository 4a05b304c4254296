import type { Api } from 'grammy';
import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { createCloseGuard } from './closing.ts';
import { isTooOld } from './errors.ts';
import { callbackQueryId, parseUpdate } from './parse.ts';

/** Longest notice that Telegram shows over a chat. */
const LONGEST_NOTICE = 200;

export interface Receiver {
  /** Resolves when what the update says is stored, rejects when it could not be. A tap is answered meanwhile. */
  take(update: unknown, sink: Sink): Promise<void>;
  /** Resolves when no answer to a tap is under way any more. */
  settled(): Promise<void>;
}

/** Takes updates one by one, however they came. */
export function createReceiver(api: Api, { log, now }: Pick<ChannelContext, 'log' | 'now'>): Receiver {
  const answers = new Set<Promise<void>>();
  const mayClose = createCloseGuard(api);

  /** Not waited for: the next update must not stand behind a round trip to Telegram. */
  function answer(id: string, notice: string | null): void {
    const shown = notice === null ? {} : { text: notice.slice(0, LONGEST_NOTICE) };
    const sent = api
      .answerCallbackQuery(id, shown)
      .then(() => {})
      .catch((error: unknown) => {
        if (!isTooOld(error)) log.warn({ reason: reasonOf(error) }, 'telegram: a tap could not be answered');
      })
      .finally(() => answers.delete(sent));
    answers.add(sent);
  }

  async function take(update: unknown, sink: Sink): Promise<void> {
    const tap = callbackQueryId(update);
    let notice: string | null = null;
    try {
      for (const event of parseUpdate(update, now())) {
        if (await mayClose(update, event)) notice = (await sink(event)).notice;
      }
    } finally {
      // The person's client spins until it is answered, also where nothing could be stored.
      if (tap !== null) answer(tap, notice);
    }
  }

  return {
    take,
    settled: async () => {
      await Promise.all(answers);
    },
  };
}

/** An error in one line without what was sent: grammY's errors carry the payload, which is the customer's. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
