import type { FetchFunction } from '@slack/web-api';
import { Agent, fetch, type RequestInit } from 'undici';

/** How long a connection may take to come about: well under a call's time, so that "never sent" is known as such. */
const CONNECT_MS = 4_000;

/** Idle connections are given up after this, so that a send rarely meets one that Slack has just closed. */
const IDLE_MS = 4_000;
const UPLOAD_MS = 10_000;

export interface Network {
  readonly fetch: FetchFunction;
  /** Sends bytes as they are; answers the status. */
  put(url: string, data: Uint8Array): Promise<number>;
  /** Ends what is under way and closes connections. A later call opens new ones. */
  close(): Promise<void>;
}

/** A `fetch` whose connections come about quickly or not at all, and that can be closed. */
export function createNetwork(): Network {
  let agent: Agent | null = null;
  const open = () => {
    agent ??= new Agent({ connect: { timeout: CONNECT_MS }, keepAliveTimeout: IDLE_MS });
    return agent;
  };
  return {
    fetch: (url, init) => fetch(url, { ...(init as RequestInit), dispatcher: open() }),
    put: async (url, data) => {
      const signal = AbortSignal.timeout(UPLOAD_MS);
      const response = await fetch(url, { method: 'POST', body: data, dispatcher: open(), signal });
      await response.arrayBuffer();
      return response.status;
    },
    close: async () => {
      const closing = agent;
      agent = null;
      await closing?.destroy();
    },
  };
}
