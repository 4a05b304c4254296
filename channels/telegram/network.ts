import type { ApiClientOptions } from 'grammy';

/** Said of an answer that was not in the Bot API's form: a gateway's page, or half a body. */
export const UNREADABLE = 'the answer is not in the form of the Bot API';

/**
 * The runtime's own `fetch` for grammY, with a time-out. It tells three things that grammY's default does not:
 * the status of an answer that is no JSON, whether a time-out or the peer ended a request, and (through the
 * error's cause) whether a connection was ever there. Idle connections are given up after 4 s, so that a send
 * rarely meets one that the server has just closed.
 */
export function telegramFetch(timeoutMs: number): NonNullable<ApiClientOptions['fetch']> {
  return async (url: string | URL, init: RequestInit) => {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), bridged(init.signal)]);
    const { method, headers, body } = init;
    const response = await fetch(url, {
      signal,
      ...(method && { method }),
      ...(headers && { headers }),
      ...(body && { body }),
    });
    return Response.json(readAnswer(response.status, await response.text()));
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
