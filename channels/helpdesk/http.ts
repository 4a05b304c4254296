import { Agent, fetch } from 'undici';
import { ChannelError } from '../../src/model/channel-error.ts';
import { networkCode, neverSent } from '../../src/model/network-fault.ts';

export interface ApiCall {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  body?: object;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed JSON; null where it is none. */
  body: unknown;
}

/** One helpdesk's API. */
export interface Api {
  /** @throws ChannelError "uncertain" or "temporary" where no answer came; a refusal is an answer */
  call(call: ApiCall): Promise<ApiAnswer>;
  close(): Promise<void>;
}

const CONNECT_MS = 4_000;
const CALL_TIMEOUT_MS = 10_000;
/** Idle connections are given up after this, so that a send rarely meets one that the server has just closed. */
const IDLE_MS = 4_000;

/** Redirects are not followed: the token would go along. */
export function openApi(
  root: string,
  headers: Readonly<Record<string, string>>,
  callTimeoutMs: number = CALL_TIMEOUT_MS,
): Api {
  const agent = new Agent({ connectTimeout: CONNECT_MS, keepAliveTimeout: IDLE_MS });
  return {
    async call({ method, path, body }) {
      try {
        const response = await fetch(`${root}${path}`, {
          method,
          headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
          body: body === undefined ? null : JSON.stringify(body),
          redirect: 'manual',
          dispatcher: agent,
          signal: AbortSignal.timeout(callTimeoutMs),
        });
        const text = await response.text();
        return {
          status: response.status,
          headers: new Headers([...response.headers]),
          text,
          body: asJson(text),
        };
      } catch (error) {
        throw unanswered(error, method);
      }
    },
    close: () => agent.close(),
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What was only read has sent nothing, whatever became of it. */
function unanswered(cause: unknown, method: ApiCall['method']): ChannelError {
  const code = networkCode(cause);
  if (method === 'GET' || neverSent(cause)) {
    return new ChannelError('temporary', code, `the helpdesk cannot be reached (${code})`, { cause });
  }
  return new ChannelError(
    'uncertain',
    code,
    `the helpdesk did not answer (${code}): the message may have gone out`,
    { cause },
  );
}
