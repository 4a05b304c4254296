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
