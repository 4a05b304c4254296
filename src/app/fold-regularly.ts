import { foldCells } from '../store/fold-cells.ts';
import type { App } from './app.ts';

/** Figures are right at every moment; folding only keeps what they have to read small. */
const FOLD_MS = 5_000;

/** Folds what changed into the cells until stopped; a database that is away is tried again. */
export function foldRegularly(app: App): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const round = () => {
    running = foldCells(app.db)
      .catch((error) => {
        app.log.debug({ error: String(error) }, 'folding did not go through; trying again');
      })
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(round, FOLD_MS);
      });
  };
  timer = setTimeout(round, FOLD_MS);
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
