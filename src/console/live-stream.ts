import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** The state is also looked at when nothing was told: a lost notification delays a change and hides none. */
const HEARTBEAT_MS = 15_000;
/** Changes come in bursts; the page is told of a burst once. */
const SETTLE_MS = 60;

/**
 * Server-sent events of a whole state: once at the beginning and after each change. A client that was away gets the
 * present state when it is back, so it can miss nothing.
 */
export function liveStream(
  reply: FastifyReply,
  source: { topics: (changed: () => void) => () => void; state: () => Promise<object> },
): FastifyReply {
  const gone = new AbortController();
  let wake: () => void = () => undefined;
  let dirty = true;
  const unsubscribe = source.topics(() => {
    dirty = true;
    wake();
  });
  reply.raw.on('close', () => {
    unsubscribe();
    gone.abort();
    wake();
  });

  const waitForChange = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, HEARTBEAT_MS);
      function done() {
        clearTimeout(timer);
        resolve();
      }
      wake = () => setTimeout(done, SETTLE_MS);
      if (dirty || gone.signal.aborted) wake();
    });

  async function* events() {
    while (!gone.signal.aborted) {
      dirty = false;
      yield `event: state\ndata: ${JSON.stringify(await source.state())}\n\n`;
      await waitForChange();
    }
  }

  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(events()));
}
