import type { Transcript, TranscriptEntry } from '../../src/model/channel-context.ts';

/** A comment line this often keeps proxies from closing the connection. */
export const HEARTBEAT_MS = 15_000;

const frame = (entry: TranscriptEntry): string =>
  `id: ${entry.id}\nevent: entry\ndata: ${JSON.stringify({ id: entry.id, at: entry.at, body: entry.body })}\n\n`;

/** A flag that can be waited for; waits end after `ms` at the latest, or when the signal aborts. */
function createBell(signal: AbortSignal) {
  let rung = false;
  let wake: () => void = () => {};
  return {
    ring(): void {
      rung = true;
      wake();
    },
    async wait(ms: number): Promise<void> {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
    },
  };
}

/**
 * A chat as server-sent events: everything after the entry `after`, then `event: caught-up`, then what comes,
 * until `signal` aborts. Each heartbeat also reads anew, so a lost notification delays a message and loses none.
 */
export async function* chatStream(
  transcript: Transcript,
  thread: string,
  after: number,
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): AsyncGenerator<string> {
  const bell = createBell(signal);
  // Watching begins before the first read: what is written between the two rings the bell.
  const unwatch = transcript.watch(thread, bell.ring);
  signal.addEventListener('abort', bell.ring, { once: true });
  let last = after;
  let caughtUp = false;
  try {
    while (!signal.aborted) {
      const entries = await transcript.since(thread, last);
      for (const entry of entries) {
        last = entry.id;
        yield frame(entry);
      }
      if (entries.length > 0) continue;
      yield caughtUp ? ': still here\n\n' : 'event: caught-up\ndata: {}\n\n';
      caughtUp = true;
      await bell.wait(heartbeatMs);
    }
  } finally {
    unwatch();
    signal.removeEventListener('abort', bell.ring);
  }
}
