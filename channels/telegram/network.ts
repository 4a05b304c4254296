import type { ApiClientOptions } from 'grammy';
import { Agent, fetch, type RequestInit, Response } from 'undici';

/** Said of an answer that was not in the Bot API's form: a gateway's page, or half a body. */
export const UNREADABLE = 'the answer is not in the form of the Bot API';

/** How long a connection may take to come about: well under a call's time, so that "never sent" is known as such. */
const CONNECT_MS = 4_000;

/** Idle connections are given up after this, so that a send rarely meets one that the server has just closed. */
const IDLE_MS = 4_000;

export interface Network {
  readonly fetch: NonNullable<ApiClientOptions['fetch']>;
  /** Closes idle connections. A later call opens new ones. */
  close(): Promise<void>;
}

/**
 * A `fetch` for grammY that tells three things which its default does not: the status of an answer that is no
 * JSON, whether a time-out or the peer ended a request, and (through the error's cause) whether a connection was
 * ever there.
 */
export function createNetwork(timeoutMs: number): Network {
  let agent: Agent | null = null;
  return {
    fetch: async (url: string, { method, headers, body, signal }: RequestInit) => {
      agent ??= new Agent({ connect: { timeout: CONNECT_MS }, keepAliveTimeout: IDLE_MS });
      const response = await fetch(url, {
        dispatcher: agent,
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), bridged(signal)]),
        ...(method && { method }),
        ...(headers && { headers }),
        ...(body && { body }),
      });
      return Response.json(readAnswer(response.status, await response.text()));
    },
    close: async () => {
      const closing = agent;
      agent = null;
      await closing?.close();
    },
  };
}

/** A Bot API answer, or one of that form that says what came in its place. */
function readAnswer(status: number, body: string): object {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer;
  } catch {
    // Fall through: a page in HTML says as little as other JSON.
  }
  return { ok: false, error_code: status, description: UNREADABLE };
}

/** grammY brings its own AbortSignal, which the runtime's fetch does not take. */
function bridged(theirs: RequestInit['signal']): AbortSignal {
  const controller = new AbortController();
  if (theirs?.aborted) controller.abort();
  theirs?.addEventListener('abort', () => controller.abort(), { once: true });
  return controller.signal;
}
