import type { MessageRef } from '../../src/model/outgoing.ts';
import type { SendRecord, Sends } from './sends.ts';

/**
 * Whether the send with this key went out. Every message that Meta takes is followed by a status with our key within
 * seconds: it is waited for a while. Without one nobody knows, because webhooks may be late.
 */
export async function reconcile(
  sends: Sends,
  key: string,
  timeoutMs: number,
): Promise<MessageRef | 'not_sent' | 'unknown'> {
  const { promise: over, resolve: giveUp } = Promise.withResolvers<void>();
  const timer = setTimeout(giveUp, timeoutMs);
  let woken = Promise.withResolvers<void>();
  const unwatch = sends.watch(key, () => woken.resolve());
  let waiting = true;
  void over.then(() => {
    waiting = false;
  });
  try {
    for (;;) {
      const known = told(await sends.of(key));
      if (known !== 'unknown' || !waiting) return known;
      await Promise.race([woken.promise, over]);
      woken = Promise.withResolvers<void>();
    }
  } finally {
    clearTimeout(timer);
    unwatch();
  }
}

/** A message that failed afterwards did not go out: another may follow under the same key. */
function told({ messages, open }: SendRecord): MessageRef | 'not_sent' | 'unknown' {
  const [id] = [...messages].findLast(([, fate]) => fate !== 'failed') ?? [];
  if (id !== undefined) return { id };
  return open > 0 ? 'unknown' : 'not_sent';
}
