import { forgetHooks } from '../store/hooks.ts';
import type { App } from './app.ts';

/** Helpdesks repeat a hook within days; until then its row is what a repeat is known by. */
const KEPT_MS = 30 * 86_400_000;
const EVERY_MS = 3_600_000;
const ROWS_AT_ONCE = 5_000;

/** Takes away the rows of old hooks, once an hour; a database that is away is tried again the next time. */
export function forgetHooksRegularly(app: App): { stop(): Promise<void> } {
  let forgetting: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    const before = new Date(app.now().getTime() - KEPT_MS);
    forgetting = forgetHooks(app.db, before, ROWS_AT_ONCE).catch(() => undefined);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await forgetting;
    },
  };
}
