import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Address } from '../../src/model/conversation.ts';
import type { MessageRef } from '../../src/model/outgoing.ts';

/** Our mark on a message, invisible to people. */
const EVENT_TYPE = 'afterword_message';

export const metadataOf = (key: string) => ({ event_type: EVENT_TYPE, event_payload: { key } });

/** No message of an older claim is still wanted: surveys live for a day at most. */
const LOOK_BACK_SECONDS = 48 * 3600;
const MOST_PAGES = 5;
const A_PAGE = 200;

export interface Looking {
  web: WebClient;
  now(): Date;
  /** Slack may still be at work on a call that we gave up: before "not sent" is said, it is looked at twice. */
  secondLookMs: number;
}

/** Looks for the message that carries our key, among the newest of its place. */
export async function findByKey(
  looking: Looking,
  address: Address,
  key: string,
): Promise<MessageRef | 'not_sent' | 'unknown'> {
  const first = await look(looking, address, key);
  if (first !== 'not_sent') return first;
  await sleep(looking.secondLookMs);
  return look(looking, address, key);
}

async function look(
  { web, now }: Looking,
  address: Address,
  key: string,
): Promise<MessageRef | 'not_sent' | 'unknown'> {
  const channel = String(address.channel);
  const oldest = String(now().getTime() / 1000 - LOOK_BACK_SECONDS);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const window = { channel, oldest, limit: A_PAGE, include_all_metadata: true, ...(cursor && { cursor }) };
    const found =
      address.thread_ts === undefined
        ? await web.conversations.history(window)
        : await web.conversations.replies({ ...window, ts: String(address.thread_ts) });
    const ours = found.messages?.find((message) => isMarked(message, key));
    if (ours?.ts !== undefined) return { channel, ts: ours.ts };
    cursor = found.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) return 'not_sent';
  }
  return 'unknown';
}

const isMarked = (message: object, key: string): boolean => {
  const { metadata } = message as { metadata?: { event_type?: string; event_payload?: { key?: unknown } } };
  return metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key;
};
