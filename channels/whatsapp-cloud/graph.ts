import { Agent, fetch } from 'undici';
import { z } from 'zod';
import { networkCode, neverSent } from '../../src/model/network-fault.ts';

/** How long a connection may take to come about: well under a call's time, so that "never sent" is known as such. */
const CONNECT_MS = 4_000;

/** Idle connections are given up after this, so that a send rarely meets one that the server has just closed. */
const IDLE_MS = 4_000;

/** More than any answer to a call of ours is long. */
const MOST_BYTES = 4 * 1024 * 1024;

const ErrorBody = z.object({
  error: z.object({
    code: z.int(),
    message: z.string().optional(),
    is_transient: z.boolean().optional(),
    error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
  }),
});

/** Meta answered, and refused. Branch on `code`: the HTTP status says less. */
export class GraphRefusal extends Error {
  override readonly name = 'GraphRefusal';
  readonly code: number;
  readonly transient: boolean;
  /** How long to wait, where Meta says so. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: number,
    message: string,
    { transient = false, retryAfterSeconds = null as number | null } = {},
  ) {
    super(message);
    this.code = code;
    this.transient = transient;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer that could be read: the connection broke, the time was over, or a page stood in its place. */
export class GraphSilence extends Error {
  override readonly name = 'GraphSilence';
  /** In one word: "timeout", "ECONNRESET", "http_502". */
  readonly code: string;
  /** Whether the request reached nobody for certain. */
  readonly neverSent: boolean;

  constructor(code: string, never: boolean, cause?: unknown) {
    super(`no readable answer (${code})`, { cause });
    this.code = code;
    this.neverSent = never;
  }
}

export interface Graph {
  /** @throws GraphRefusal, GraphSilence */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
  /** @throws GraphRefusal, GraphSilence */
  post(path: string, body: object): Promise<unknown>;
  /** Closes idle connections. A later call opens new ones. */
  close(): Promise<void>;
}

/** The Graph API over one token. It never repeats a call. */
export function createGraph({ root, token }: { root: string; token: string }, timeoutMs: number): Graph {
  let agent: Agent | null = null;

  async function call(path: string, init: { method: 'GET' | 'POST'; body?: string }): Promise<unknown> {
    agent ??= new Agent({
      connect: { timeout: CONNECT_MS },
      keepAliveTimeout: IDLE_MS,
      maxResponseSize: MOST_BYTES,
    });
    let status: number;
    let headers: { get(name: string): string | null };
    let text: string;
    try {
      const response = await fetch(`${root}/${path}`, {
        ...init,
        dispatcher: agent,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      ({ status, headers } = response);
      text = await response.text();
    } catch (error) {
      throw new GraphSilence(networkCode(error), neverSent(error), error);
    }
    return read(status, headers, text);
  }

  return {
    get: (path, query = {}) => {
      const asked = new URLSearchParams(query).toString();
      return call(asked === '' ? path : `${path}?${asked}`, { method: 'GET' });
    },
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    close: async () => {
      const closing = agent;
      agent = null;
      await closing?.close();
    },
  };
}

function read(status: number, headers: { get(name: string): string | null }, text: string): unknown {
  const body = json(text);
  const refused = ErrorBody.safeParse(body);
  if (refused.success) throw refusal(refused.data.error, headers);
  if (status >= 300 || typeof body !== 'object' || body === null) {
    // A gateway that has found no server behind it has handed on nothing; what a broken server did nobody knows.
    throw new GraphSilence(status < 300 ? 'unreadable' : `http_${status}`, status === 502 || status === 503);
  }
  return body;
}

function refusal(
  { code, message, is_transient, error_data }: z.infer<typeof ErrorBody>['error'],
  headers: { get(name: string): string | null },
): GraphRefusal {
  const told = error_data?.details ?? message ?? 'no reason given';
  return new GraphRefusal(code, told.slice(0, 300), {
    transient: is_transient ?? false,
    retryAfterSeconds:
      secondsIn(headers.get('retry-after')) ?? minutesIn(headers.get('x-business-use-case-usage')),
  });
}

function secondsIn(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null;
}

const Usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().nonnegative().optional() })),
);

/** The header speaks in minutes, unlike Retry-After. */
function minutesIn(usage: string | null): number | null {
  const parsed = Usage.safeParse(json(usage ?? ''));
  if (!parsed.success) return null;
  const minutes = Object.values(parsed.data)
    .flat()
    .map((one) => one.estimated_time_to_regain_access ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? longest * 60 : null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
