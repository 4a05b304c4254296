// @ts-check
import { createEventReader } from './sse.js';

/** Heartbeats come every 15 s; twice missed and some more, and the connection is dead though nobody said so. */
const SILENCE_MS = 40_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Keeps a chat's stream open, with growing pauses between attempts, and goes on after the last entry seen.
 *
 * @param {object} options
 * @param {URL} options.api
 * @param {string} options.token
 * @param {() => number} options.after the last entry seen
 * @param {(entry: import('./thread.js').Entry) => void} options.onEntry
 * @param {(state: 'online' | 'offline' | 'refused') => void} options.onState refused: the token is no longer
 *   good, and no further attempt is made
 * @returns {() => void} closes it
 */
export function openStream(options) {
  const closed = new AbortController();
  /** @type {() => void} */
  let hurry = () => {};
  const now = () => hurry();
  addEventListener('online', now, { signal: closed.signal });
  document.addEventListener('visibilitychange', now, { signal: closed.signal });

  const run = async () => {
    let pause = FIRST_PAUSE_MS;
    while (!closed.signal.aborted) {
      const outcome = await readOnce(options, closed.signal).catch(() => 'lost');
      if (closed.signal.aborted) return;
      options.onState(outcome === 'refused' ? 'refused' : 'offline');
      if (outcome === 'refused') return;
      pause = outcome === 'ended' ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await new Promise((resolve) => {
        hurry = () => resolve(undefined);
        // Spread, so that a restarted server is not met by all its visitors at the same instant.
        setTimeout(resolve, pause * (0.5 + Math.random() / 2));
      });
    }
  };
  void run();
  return () => {
    closed.abort();
    hurry();
  };
}

/**
 * One connection, until it ends ("ended": it had worked), breaks (throws) or is refused.
 * @param {Parameters<typeof openStream>[0]} options
 * @param {AbortSignal} closed
 */
async function readOnce({ api, token, after, onEntry, onState }, closed) {
  const silence = new AbortController();
  let watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch(new URL(`events?after=${after()}`, api), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([closed, silence.signal]),
      cache: 'no-store',
    });
    if (response.status === 401) return 'refused';
    if (!response.ok || response.body === null) return 'lost';
    const read = createEventReader();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let worked = false;
    for (;;) {
      const { value, done } = await reader.read().catch(() => ({ value: '', done: true }));
      if (done) return worked ? 'ended' : 'lost';
      clearTimeout(watchdog);
      watchdog = setTimeout(() => silence.abort(), SILENCE_MS);
      for (const { event, data } of read(value)) {
        if (event === 'entry') onEntry(JSON.parse(data));
        if (event === 'caught-up') onState('online');
        worked = true;
      }
    }
  } finally {
    clearTimeout(watchdog);
  }
}
