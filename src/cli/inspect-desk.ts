import type { Settings } from '../config.ts';
import { readDeskConfig } from '../desk/index.ts';
import { AfterwordError, type Fault } from '../model/errors.ts';
import type { Finding } from './inspect.ts';

/** The file of the agents' desk, with every fault and its line; a faulty one would stop the next start. */
export async function inspectDesk({ DESK_FILE: file, channels }: Settings): Promise<Finding> {
  const what = 'desk';
  if (file === undefined) {
    const next = 'Name its file in DESK_FILE; src/desk/README.md shows one.';
    return { mark: 'off', what, detail: 'off', next };
  }
  try {
    const { cards, digests } = await readDeskConfig(file);
    if (channels.has('slack')) {
      const detail = `${file}: ${cards.length} rules for score cards, ${digests.length} digests`;
      return { mark: 'ok', what, detail };
    }
    const next = 'Set SLACK_BOT_TOKEN and what goes with it; see channels/slack/README.md.';
    return { mark: 'warn', what, detail: `${file} is read, but Slack is off`, next };
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    const faults = error.faults.map(({ path, message }: Fault) => `\n      ${path}: ${message}`);
    return { mark: 'bad', what, detail: `${error.message}${faults.join('')}`, next: error.next };
  }
}
