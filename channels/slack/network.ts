import type { FetchFunction } from '@slack/web-api';
import { Agent, fetch, type RequestInit } from 'undici';

/** How long a connection may take to come about: well under a call's time, so that "never sent" is known as such. */
const CONNECT_MS = 4_000;

/** Idle connections are given up after this, so that a send rarely meets one that Slack has just closed. */
const IDLE_MS = 4_000;

export interface Network {
  readonly fetch: FetchFunction;
  /** Ends what is under way and closes connections. A later call opens new ones. */
  close(): Promise<void>;
}

/** A `fetch` whose connections come about quickly or not at all, and that can be closed. */
export function createNetwork(): Network {
  let agent: Agent | null = null;
  return {
    fetch: (url, init) => {
      agent ??= new Agent({ connect: { timeout: CONNECT_MS }, keepAliveTimeout: IDLE_MS });
      return fetch(url, { ...(init as RequestInit), dispatcher: agent });
    },
    close: async () => {
      const closing = agent;
      agent = null;
      await closing?.destroy();
    },
  };
}
