import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelContext } from '../../src/model/channel-context.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

/** How a loop that must never end goes on after a fault: it says so, once a second at most, and waits a little
 * longer each time. */
export interface Pace {
  failed(error: unknown, signal: AbortSignal): Promise<void>;
  worked(): void;
}

export function createPace({ log, now }: Pick<ChannelContext, 'log' | 'now'>): Pace {
  let failures = 0;
  let lastSaid = Number.NEGATIVE_INFINITY;
  return {
    worked: () => {
      failures = 0;
    },
    async failed(error, signal) {
      if (signal.aborted) return;
      failures += 1;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
      if (now().getTime() - lastSaid >= 1000) {
        lastSaid = now().getTime();
        const fields = { reason: imapReason(error), failures, pauseMs };
        log.warn(fields, `email: the mailbox cannot be read; trying again. ${next(error)}`);
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    },
  };
}

/** An error in one line, without credentials and without what was received. */
export function imapReason(error: unknown): string {
  const { code, responseText, message } = (error ?? {}) as Record<string, unknown>;
  const parts = [code, responseText ?? message].filter((part) => typeof part === 'string' && part !== '');
  return parts.join(': ').slice(0, 200) || 'unknown';
}

const next = (error: unknown): string =>
  (error as { authenticationFailed?: unknown } | null)?.authenticationFailed === true
    ? 'Check user and password in IMAP_URL; many providers want an app password.'
    : '';
