// @ts-check

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/**
 * What the visitor wrote and the server has not taken yet: kept over reloads, sent in order, and sent again under
 * the same client id until it is taken. The server counts each client id once, so that it does no harm when two pages
 * send the same.
 *
 * @typedef {{ path: 'messages' | 'choices' | 'receipts', body: Record<string, unknown> }} Post
 * @typedef {{ key: string, post: Post }} Kept
 *
 * @param {object} options
 * @param {URL} options.api
 * @param {string} options.token
 * @param {string} options.storageKey
 * @param {(post: Post, notice: string | null) => void} options.onTaken
 * @param {(post: Post) => void} options.onRefused the server will never take it
 */
export function createOutbox({ api, token, storageKey, onTaken, onRefused }) {
  /** @type {Kept[]} */
  let waiting = load(storageKey);
  let sending = false;
  let closed = false;
  /** @type {() => void} */
  let hurry = () => {};

  /** @param {Kept} kept */
  const done = (kept) => {
    waiting = waiting.filter((other) => other !== kept);
    forget(kept.key);
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    let pause = FIRST_PAUSE_MS;
    while (!closed && waiting[0] !== undefined) {
      const kept = waiting[0];
      const answer = await deliver(api, token, kept.post);
      if (answer.outcome === 'taken') {
        done(kept);
        onTaken(kept.post, answer.notice);
      } else if (answer.outcome === 'refused') {
        done(kept);
        onRefused(kept.post);
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
    waiting: () => waiting.map(({ post }) => post),
    /** @param {Post} post */
    add(post) {
      const kept = { key: nextKey(storageKey), post };
      waiting = [...waiting, kept];
      save(kept);
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

let added = 0;

/**
 * One entry of the storage a post: two pages of the same visitor add to it without writing over each other. In the order
 * of their keys they are in the order in which they were written.
 * @param {string} prefix
 */
function nextKey(prefix) {
  added += 1;
  const number = (/** @type {number} */ value, /** @type {number} */ digits) =>
    String(value).padStart(digits, '0');
  return `${prefix}:${number(Date.now(), 15)}-${number(added, 6)}-${Math.random().toString(36).slice(2, 8)}`;
}

/**
 * Storage may be forbidden (private windows, blocked third parties): then nothing survives a reload, and all
 * else works.
 * @param {string} prefix
 * @returns {Kept[]}
 */
function load(prefix) {
  try {
    const isOurs = (/** @type {string} */ key) =>
      key.startsWith(`${prefix}:`) && /^\d{15}-\d{6,}-\w*$/.test(key.slice(prefix.length + 1));
    const keys = Object.keys(localStorage).filter(isOurs);
    return keys.sort().flatMap((key) => {
      const post = read(key);
      return post === null ? [] : [{ key, post }];
    });
  } catch {
    return [];
  }
}

/** @param {string} key @returns {Post | null} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {Kept} kept */
function save({ key, post }) {
  try {
    localStorage.setItem(key, JSON.stringify(post));
  } catch {}
}

/** @param {string} key */
function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {}
}
