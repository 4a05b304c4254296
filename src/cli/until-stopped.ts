/**
 * Runs something until SIGINT or SIGTERM, then ends it cleanly. A second signal ends the process at once: someone
 * means it.
 */
export async function untilStopped(
  begin: (signal: AbortSignal) => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  const stopping = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const onSignal = () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
  const running = await begin(stopping.signal).catch((error) => {
    if (stopping.signal.aborted) return null;
    throw error;
  });
  await asked;
  await running?.stop();
}
