import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import { GrammyError } from 'grammy';
import type { Sink } from '../../src/model/channel.ts';
import type { Pace } from './pace.ts';
import type { Receiver } from './receive.ts';
import { ALLOWED_UPDATES } from './update.ts';

/** How long Telegram holds a poll open when there is nothing to say, in seconds. */
export const POLL_SECONDS = 30;

/** A server that answers at once although there is nothing to say is not asked more often than this. */
const LEAST_PAUSE_MS = 250;

type PolledUpdate = { update_id: number };

export interface Polling {
  api: Api;
  receiver: Receiver;
  pace: Pace;
  sink: Sink;
}

/**
 * Receives until the signal aborts. A loop of our own, because grammY's confirms a batch before it is worked:
 * here an update is confirmed (by the next poll's offset) only when it and all before it are stored, so that a
 * process that dies loses nothing. What is delivered twice in return has the same event id.
 */
export async function poll({ api, receiver, pace, sink }: Polling, signal: AbortSignal): Promise<void> {
  let offset = 0;
  while (!signal.aborted) {
    try {
      const asked = performance.now();
      const updates = await nextUpdates(api, offset, signal);
      if (updates.length === 0 && performance.now() - asked < LEAST_PAUSE_MS) {
        await sleep(LEAST_PAUSE_MS, undefined, { signal });
      }
      offset = await takeAll(updates, offset, (update) => receiver.take(update, sink));
      pace.worked();
    } catch (error) {
      if (error instanceof NotStored) offset = error.resumeAt;
      else await dropWebhook(api, error, signal);
      await pace.failed(error, what(error), signal);
    }
  }
}

const what = (error: unknown): string =>
  error instanceof NotStored ? 'updates could not be stored' : 'updates could not be fetched';

/** Some updates were not stored; Telegram is asked for them again. */
class NotStored extends Error {
  readonly resumeAt: number;
  constructor(resumeAt: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : 'not stored', { cause });
    this.resumeAt = resumeAt;
  }
}

async function nextUpdates(api: Api, offset: number, signal: AbortSignal): Promise<PolledUpdate[]> {
  const request = { offset, limit: 100, timeout: POLL_SECONDS, allowed_updates: ALLOWED_UPDATES };
  const updates: unknown = await api.getUpdates(request, signal as Parameters<Api['getUpdates']>[1]);
  if (!Array.isArray(updates)) throw new Error('getUpdates did not answer a list');
  return updates.filter((update): update is PolledUpdate => Number.isSafeInteger(update?.update_id));
}

/**
 * Hands over the batch, chats side by side and each chat in order. Answers the offset after it.
 * @throws NotStored with the first update that is still to be stored.
 */
async function takeAll(
  updates: readonly PolledUpdate[],
  offset: number,
  take: (update: PolledUpdate) => Promise<void>,
): Promise<number> {
  const chats = Map.groupBy(updates, chatOf);
  const faults: { update_id: number; error: unknown }[] = [];
  const inOrder = async (chat: readonly PolledUpdate[]) => {
    for (const update of chat) {
      try {
        await take(update);
      } catch (error) {
        faults.push({ update_id: update.update_id, error });
        return;
      }
    }
  };
  await Promise.all([...chats.values()].map(inOrder));
  const [first] = faults.sort((a, b) => a.update_id - b.update_id);
  if (first !== undefined) throw new NotStored(first.update_id, first.error);
  return Math.max(offset, ...updates.map(({ update_id }) => update_id + 1));
}

/** The chat of whichever kind of update; those without one share a lane. */
function chatOf(update: PolledUpdate): unknown {
  for (const part of Object.values(update)) {
    if (typeof part !== 'object' || part === null) continue;
    const { chat, message } = part as { chat?: { id?: unknown }; message?: { chat?: { id?: unknown } } };
    const id = chat?.id ?? message?.chat?.id;
    if (id !== undefined) return id;
  }
  return null;
}

/** A webhook from earlier days keeps polling out: it is taken away, with what waits there kept. */
async function dropWebhook(api: Api, error: unknown, signal: AbortSignal): Promise<void> {
  if (!(error instanceof GrammyError) || error.error_code !== 409 || signal.aborted) return;
  if (!/webhook/i.test(error.description)) return;
  await api.deleteWebhook({ drop_pending_updates: false }).catch(() => {});
}
