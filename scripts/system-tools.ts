import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** What the tests need of the system: programs that npm does not bring. */
const TOOLS = [
  { debian: 'redis-server', brew: 'redis', found: () => onPath('redis-server') },
  { debian: 'dovecot-imapd', brew: 'dovecot', found: () => onPath('dovecot') },
  { debian: 'chromium', brew: '--cask chromium', found: () => chromiumIsThere() },
];

/** Installs what is missing, where that is allowed without asking. Answers what to tell a person, or null. */
export const ensureSystemTools = (): string | null => {
  const missing = TOOLS.filter(({ found }) => !found());
  if (missing.length === 0) return null;
  const names = missing.map(({ debian }) => debian);
  if (process.getuid?.() === 0 && onPath('apt-get')) install(names);
  const still = missing.filter(({ found }) => !found());
  return still.length === 0 ? null : advise(still);
};

const install = (names: string[]): void => {
  console.log(`Installing ${names.join(' and ')} …`);
  // Package lists of a fresh machine are empty or old; with good ones the first try spares the update.
  if (!aptGet('install', ...names)) {
    aptGet('update');
    aptGet('install', ...names);
  }
};

const aptGet = (...args: string[]): boolean => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const flags = ['-y', '-qq', '--no-install-recommends'];
  const { status, stdout, stderr } = spawnSync('apt-get', [...flags, ...args], { env, encoding: 'utf8' });
  if (status !== 0) console.error(`${stdout}${stderr}`.trim().split('\n').slice(-3).join('\n'));
  return status === 0;
};

const advise = (missing: typeof TOOLS): string => {
  const debian = missing.map((tool) => tool.debian).join(' ');
  const brew = missing.map((tool) => tool.brew);
  const lines =
    process.platform === 'darwin'
      ? brew.map((name) => `    brew install ${name}`)
      : [`    sudo apt-get update && sudo apt-get install -y ${debian}`];
  const named = process.env.CHROMIUM_PATH;
  const elsewhere = named
    ? `CHROMIUM_PATH is looked at first; it names ${named}.`
    : 'A Chromium or Chrome elsewhere is found through CHROMIUM_PATH.';
  return [
    `The tests need ${missing.map((tool) => tool.debian).join(' and ')}. Type this and try again:`,
    ...lines,
    elsewhere,
  ].join('\n');
};

const chromiumIsThere = (): boolean => isProgram(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium');

/** Servers lie in a folder that only root has in its path. */
const onPath = (name: string): boolean =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].some((directory) =>
    isProgram(join(directory, name)),
  );

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
