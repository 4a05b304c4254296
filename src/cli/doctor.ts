import type { Writable } from 'node:stream';
import { channelModules } from '../../channels/index.ts';
import type { Settings } from '../config.ts';
import { environment, settingsFromEnvironment } from '../main.ts';
import { type Finding, inspect } from './inspect.ts';

const MARK = { ok: '✓', off: '·', warn: '!', bad: '✗' } as const;

/** `npx afterword doctor`: looks at everything and says how to mend what is wrong. Exit 1 when something is. */
export async function doctor(output: Writable | NodeJS.WriteStream): Promise<void> {
  const say = (finding: Finding) => output.write(line(finding));
  const settings: Settings = settingsFromEnvironment();
  let bad = false;
  for await (const finding of inspect(settings, channelModules, environment())) {
    bad ||= finding.mark === 'bad';
    say(finding);
  }
  output.write(bad ? '\nSomething needs mending: see the lines with ✗.\n' : '\nNothing needs mending.\n');
  process.exitCode = bad ? 1 : 0;
}

function line({ mark, what, detail, next }: Finding): string {
  const todo = next === undefined ? '' : `\n    → ${next}`;
  return `${MARK[mark]} ${what.padEnd(18)} ${detail}${todo}\n`;
}
