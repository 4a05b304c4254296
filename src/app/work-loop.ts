import { forgetOldRates } from '../store/rates.ts';
import type { App } from './app.ts';
import { sweep } from './sweep.ts';

const SWEEP_MS = 1_000;
const FORGET_EVERY = 600;

/** Sweeps the outbox once a second until stopped; a database or queue that is away is tried again. */
export function sweepRegularly(app: App): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let rounds = 0;
  const round = () => {
    rounds += 1;
    running = (rounds % FORGET_EVERY === 0 ? forgetOldRates(app.db) : Promise.resolve())
      .then(() => sweep(app))
      .catch((error) => {
        app.log.debug({ error: String(error) }, 'the sweep did not go through; trying again');
        return 0;
      })
      .then(() => {
        if (!stopped) timer = setTimeout(round, SWEEP_MS);
      });
  };
  round();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
