import { setTimeout as sleep } from 'node:timers/promises';
import { SocketModeClient } from '@slack/socket-mode';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { SlackConnection } from './connection.ts';
import { toChannelError } from './errors.ts';
import { quietLogger, reasonOf } from './log.ts';
import { createNetwork } from './network.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;
/** A connection that lasted so long was a good one: after it the pauses begin anew. */
const GOOD_AFTER_MS = 10_000;

export interface SocketMode {
  appToken: string;
  apiUrl: string;
  connection: SlackConnection;
  log: ChannelContext['log'];
}

/** An envelope as the client hands it on. */
interface Envelope {
  type: string;
  body: Record<string, unknown>;
  ack(response?: unknown): Promise<void>;
  retry_num?: number;
  retry_reason?: string;
}

/**
 * Listens until the signal aborts, one connection after another. The loop is our own: the client's waits five
 * seconds before it comes back, and an error on the way back ends the process.
 */
export async function listenBySocket(mode: SocketMode, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      await oneConnection(mode, signal);
      failures = performance.now() - began < GOOD_AFTER_MS ? failures + 1 : 0;
      // Slack recycles connections all the time: the first time one goes back at once.
      if (failures > 1) await pause(failures, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const { message, kind } = explained(error);
      mode.log.warn({ reason: message, failures }, `slack: no connection by Socket Mode; ${next(kind)}`);
      await pause(failures, signal);
    }
  }
}

function explained(error: unknown): { message: string; kind: string } {
  const { kind, message, code } = toChannelError(error);
  return code === 'internal' ? { message: reasonOf(error), kind: 'temporary' } : { message, kind };
}

const next = (kind: string): string =>
  kind === 'rejected'
    ? 'check SLACK_APP_TOKEN: an app-level token (xapp-…) with the scope connections:write. Trying again'
    : 'trying again';

const pause = (failures: number, signal: AbortSignal): Promise<void> => {
  const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
  return sleep(ms, undefined, { signal }).then(
    () => {},
    () => {},
  );
};

/** Opens one connection and stays until it ends. */
async function oneConnection(mode: SocketMode, signal: AbortSignal): Promise<void> {
  const network = createNetwork();
  const client = createClient(mode, network.fetch);
  const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
  const stop = () => {
    void client.disconnect();
    void network.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.start();
    if (signal.aborted) await client.disconnect();
    else await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    await network.close();
  }
}

function createClient(mode: SocketMode, fetch: ReturnType<typeof createNetwork>['fetch']): SocketModeClient {
  const client = new SocketModeClient({
    appToken: mode.appToken,
    autoReconnectEnabled: false,
    logger: quietLogger(mode.log),
    clientOptions: {
      slackApiUrl: mode.apiUrl,
      fetch,
      timeout: 10_000,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  guardAgainstNonsense(client, mode.log);
  client.on('slack_event', (envelope: Envelope) => void take(mode, envelope));
  return client;
}

/** A frame of an unknown shape makes the client's own handler reject with nobody to hear it. */
function guardAgainstNonsense(client: SocketModeClient, log: ChannelContext['log']): void {
  const own = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...frame: unknown[]) => {
    for (const listener of own) {
      Promise.resolve(listener(...frame)).catch((error: unknown) =>
        log.warn({ reason: reasonOf(error) }, 'slack: a frame of the socket was not understood'),
      );
    }
  });
}

/** What is not acknowledged, Slack delivers again (events) or shows to the person as failed (clicks). */
async function take({ connection, log }: SocketMode, envelope: Envelope): Promise<void> {
  const { body, type, ack, retry_num: retryNum, retry_reason: retryReason } = envelope;
  const isEvent = type === 'events_api';
  try {
    const retry = {
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
    };
    const answer = await connection.dispatch({ body, isEvent, ...retry });
    await ack(answer);
  } catch (error) {
    log.debug({ reason: reasonOf(error) }, 'slack: not acknowledged');
  }
}
