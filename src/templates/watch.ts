import { watch } from 'chokidar';
import type { Log } from '../model/channel-context.ts';

/** Editors write a file in several steps: what comes within this time is one edit. */
const SETTLE_MS = 120;

/**
 * Calls `look` after something changed in the folder or one folder below; never twice at the same time. Resolves
 * once changes are seen; `close` resolves once no look runs any more.
 */
export async function watchFolder(
  dir: string,
  log: Log,
  look: () => Promise<void>,
): Promise<{ close(): Promise<void> }> {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const lookSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      looking = looking.then(look).catch((error: unknown) => {
        log.error({ dir, reason: String(error) }, 'the folder of templates could not be read again');
      });
    }, SETTLE_MS);
  };
  // Links are watched as files: one that leads out of the folder is refused anyway.
  const watcher = watch(dir, { ignoreInitial: true, depth: 1, followSymlinks: false });
  watcher.on('all', lookSoon);
  watcher.on('error', (error) => {
    log.warn(
      { dir, reason: String(error) },
      'the folder of templates cannot be watched: edits need a restart',
    );
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
      await looking;
    },
  };
}
