import type { Roles } from '../lifecycle.ts';
import { createLog, settingsFromEnvironment, start } from '../main.ts';
import { untilStopped } from './until-stopped.ts';

/** `serve` and `worker`: runs until it is told to stop. */
export async function serve(roles: Roles): Promise<void> {
  const settings = settingsFromEnvironment();
  const log = createLog(settings.LOG_LEVEL);
  await untilStopped((signal) => start(settings, log, { roles, signal }));
}
