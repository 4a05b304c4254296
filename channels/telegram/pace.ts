import { setTimeout as sleep } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { reasonOf } from './receive.ts';

const FIRST_PAUSE_MS = 100;
/** Two pollers end each other's polls: the one of us that gives way must not come back at once. */
const FIRST_PAUSE_AFTER_CONFLICT_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** How a loop that must never end goes on after a fault: it says so, once a second at most, and waits a little
 * longer each time. */
export interface Pace {
  failed(error: unknown, what: string, signal: AbortSignal): Promise<void>;
  worked(): void;
}

export function createPace({ log, now }: Pick<ChannelContext, 'log' | 'now'>): Pace {
  let failures = 0;
  let lastSaid = Number.NEGATIVE_INFINITY;
  return {
    worked: () => {
      failures = 0;
    },
    async failed(error, what, signal) {
      if (signal.aborted) return;
      failures += 1;
      const pauseMs = pauseAfter(error, failures);
      if (now().getTime() - lastSaid >= 1000) {
        lastSaid = now().getTime();
        log.warn(
          { reason: reasonOf(error), failures, pauseMs },
          `telegram: ${what}; trying again. ${next(error)}`,
        );
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    },
  };
}

/** As long as Telegram says, where it says so; else doubling. */
function pauseAfter(error: unknown, failures: number): number {
  const refusal = error instanceof GrammyError ? error : null;
  if (refusal?.parameters.retry_after !== undefined) return refusal.parameters.retry_after * 1000;
  const first = isOtherPoller(error) ? FIRST_PAUSE_AFTER_CONFLICT_MS : FIRST_PAUSE_MS;
  return Math.min(LONGEST_PAUSE_MS, first * 2 ** Math.min(failures - 1, 10));
}

function next(error: unknown): string {
  const code = error instanceof GrammyError ? error.error_code : 0;
  if (code === 401 || code === 404) return 'Check TELEGRAM_BOT_TOKEN: @BotFather shows it under /mybots.';
  if (code === 409)
    return 'Another program receives for this bot: stop it, or give afterword a bot of its own.';
  return '';
}

/** Also a webhook is a conflict, but one that is taken away at once. */
const isOtherPoller = (error: unknown): boolean =>
  error instanceof GrammyError && error.error_code === 409 && !/webhook/i.test(error.description);
