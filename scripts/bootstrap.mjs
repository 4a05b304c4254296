// Runs on whatever Node the host has (20 or newer) and before anything is installed: plain JavaScript, no packages.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const WANTED_NODE = 24;
const onWindows = process.platform === 'win32';
const pinnedNode = join(root, 'node_modules', 'node', 'bin', onWindows ? 'node.exe' : 'node');
const hostIsNewEnough = Number.parseInt(process.versions.node, 10) >= WANTED_NODE;

/** The Node that runs TypeScript: the pinned one, or the host's own where it is new enough. */
export const node = () => (existsSync(pinnedNode) ? pinnedNode : process.execPath);

/**
 * Runs `npm ci` when packages are missing or others than package-lock.json names. A program that only runs afterword
 * needs no development packages where the host's Node is new enough.
 */
export const ensureInstalled = ({ forDevelopment }) => {
  if (isInstalled(forDevelopment || !hostIsNewEnough)) return;
  underLock(() => {
    if (isInstalled(forDevelopment || !hostIsNewEnough)) return;
    console.error('Installing packages (npm ci) …');
    // Standard output stays free for the command that was asked for.
    const options = { cwd: root, stdio: ['ignore', 2, 2], shell: onWindows, env: npmEnvironment() };
    // Warnings would be about the host's Node being older than the pinned one, which is what the pin is for.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, error } = spawnSync('npm', args, options);
    if (status !== 0)
      fail(`npm ci did not succeed${error ? ` (${error.message})` : ''}. Mend what it says above.`);
    if (!hostIsNewEnough && !existsSync(pinnedNode)) {
      fail('The package "node" brought no program. Allow its install script: npm rebuild node');
    }
    warmUp();
  });
};

/** Fills the compile cache; when that does not work, nothing is lost but the time and memory of a cold start. */
const warmUp = () =>
  spawnSync(node(), [...THRIFTY, join(root, 'scripts', 'warm-up.mjs')], {
    cwd: root,
    stdio: 'ignore',
    env: { ...compileCache, ...process.env },
  });

/** npm gives its own settings to what it runs; a nested npm must not take "npm run -s demo" for its own. */
const npmEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_|lifecycle|command)/i.test(name)),
  );

/** Compares what npm says it put into node_modules with what the lock file asks for. */
const isInstalled = (withDevelopment) => {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  if (!hostIsNewEnough && !existsSync(pinnedNode)) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, dev }]) => {
    if (path === '') return true;
    const needed = !optional && (withDevelopment || !(dev || devOptional));
    const found = present[path];
    return found ? found.version === version : !needed;
  });
};

const readPackages = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return null;
  }
};

/** Two commands in a fresh clone at once would install over each other. */
const underLock = (work) => {
  const lock = join(root, '.installing');
  const waitUntil = Date.now() + 10 * 60_000;
  while (!take(lock)) {
    if (Date.now() > waitUntil) fail(`Another installation has not ended. If there is none, delete ${lock}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
};

const take = (lock) => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
};

const holderLives = (lock) => {
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    if (!(pid > 0)) return Date.now() - statSync(lock).mtimeMs < 1_000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const fail = (message) => {
  console.error(`\n${message}`);
  process.exit(1);
};

/**
 * A server that mostly waits needs no large nursery: V8 would let the garbage of the start grow to 50 MB and keep it.
 * The compile cache spares the later starts the type stripping, its time and its memory.
 */
const THRIFTY = ['--max-semi-space-size=4'];
const compileCache = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'afterword') };

/**
 * Runs a file of ours on Node 24 in place of this process: same input and output, same exit code. A terminal and npm
 * both pass Ctrl-C on, so one may arrive three times; the child stands apart and gets it once, because a second one
 * would cut its orderly end short. It ends when this process is killed, so that nothing holds on to its port.
 */
export const become = (file, args) => {
  const leash = pathToFileURL(join(root, 'scripts', 'leash.mjs')).href;
  const child = spawn(node(), [...THRIFTY, '--import', leash, join(root, file), ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...compileCache, ...process.env },
    detached: !onWindows,
  });
  let passedOn = Number.NEGATIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (performance.now() - passedOn < 500) return;
      passedOn = performance.now();
      child.kill(signal);
    });
  }
  child.once('error', (error) => fail(`${node()} could not be run: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  if (process.env.npm_lifecycle_event) endWithNpm(child);
};

/** npm that is killed tells nobody. */
const endWithNpm = (child) => {
  const started = npmAbove();
  setInterval(() => npmAbove() === started || child.kill('SIGTERM'), 500).unref();
};

/** The process that called this script: npm, or on Linux the npm above the shell that npm calls it by. */
const npmAbove = () => {
  try {
    const [, name, above] = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8'));
    return /^(ba|da)?sh$/.test(name) ? `${process.ppid}/${above}` : String(process.ppid);
  } catch {
    return String(process.ppid);
  }
};
