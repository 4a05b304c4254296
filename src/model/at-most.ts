import type { Log } from './channel-context.ts';

/**
 * Lets a call through at most once in `everyMs`, and tells it how many were swallowed since the last: a server
 * that is down must not fill the log.
 */
export const atMostEvery = (
  everyMs: number,
  say: (error: unknown, swallowed: number) => void,
  now: () => number = () => performance.now(),
): ((error: unknown) => void) => {
  let last = Number.NEGATIVE_INFINITY;
  let swallowed = 0;
  return (error) => {
    const at = now();
    if (at - last < everyMs) {
      swallowed += 1;
      return;
    }
    say(error, swallowed);
    last = at;
    swallowed = 0;
  };
};

/**
 * A log whose warnings come at most once a second, all callers taken together. For
 * everything that notices a server that is away: the pool, the queue and the health check would each say so.
 */
export function onceASecond(log: Log): Log {
  const say = atMostEvery(1_000, (line) => {
    const { fields, message } = line as { fields: object; message: string };
    log.warn(fields, message);
  });
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    warn: (fields, message) => say({ fields, message }),
  };
}
