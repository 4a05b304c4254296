// @ts-check

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * What the visitor wrote and the server has not taken yet: kept over reloads, sent in order, and sent again under
 * the same client id until it is taken. The server counts each client id once.
 *
 * @typedef {{ path: 'messages' | 'choices' | 'receipts', body: Record<string, unknown> }} Post
 *
 * @param {object} options
 * @param {URL} options.api
 * @param {string} options.token
 * @param {string} options.storageKey
 * @param {(post: Post, notice: string | null) => void} options.onTaken
 * @param {(post: Post) => void} options.onRefused the server will never take it
 */
export function createOutbox({ api, token, storageKey, onTaken, onRefused }) {
  /** @type {Post[]} */
  let waiting = load(storageKey);
  let sending = false;
  let closed = false;
  /** @type {() => void} */
  let hurry = () => {};

  /** @param {Post} post */
  const done = (post) => {
    waiting = waiting.filter((other) => other !== post);
    save(storageKey, waiting);
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    let pause = FIRST_PAUSE_MS;
    while (!closed && waiting[0] !== undefined) {
      const post = waiting[0];
      const answer = await deliver(api, token, post);
      if (answer.outcome === 'taken') {
        done(post);
        onTaken(post, answer.notice);
      } else if (answer.outcome === 'refused') {
        done(post);
        onRefused(post);
      } else {
        await new Promise((resolve) => {
          hurry = () => resolve(undefined);
          setTimeout(resolve, pause);
        });
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        continue;
      }
      pause = FIRST_PAUSE_MS;
    }
    sending = false;
  };
  void send();

  return {
    /** What still waits: drawn as "sending…". */
    waiting: () => waiting,
    /** @param {Post} post */
    add(post) {
      waiting = [...waiting, post];
      save(storageKey, waiting);
      void send();
    },
    /** The network is back: no reason to wait out the pause. */
    retryNow: () => hurry(),
    close() {
      closed = true;
      hurry();
    },
  };
}

/**
 * @param {URL} api
 * @param {string} token
 * @param {Post} post
 * @returns {Promise<{ outcome: 'taken', notice: string | null } | { outcome: 'refused' | 'later' }>}
 */
async function deliver(api, token, { path, body }) {
  try {
    const response = await fetch(new URL(path, api), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (response.ok) return { outcome: 'taken', notice: (await response.json()).notice ?? null };
    const later = response.status >= 500 || response.status === 429 || response.status === 408;
    return { outcome: later ? 'later' : 'refused' };
  } catch {
    return { outcome: 'later' };
  }
}

/**
 * Storage may be forbidden (private windows, blocked third parties): then nothing survives a reload, and all
 * else works.
 * @param {string} key
 * @returns {Post[]}
 */
function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]');
  } catch {
    return [];
  }
}

/** @param {string} key @param {Post[]} posts */
function save(key, posts) {
  try {
    if (posts.length > 0) localStorage.setItem(key, JSON.stringify(posts));
    else localStorage.removeItem(key);
  } catch {}
}
