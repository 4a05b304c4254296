import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AfterwordError } from '../../model/errors.ts';
import type { Binaries } from './binaries.ts';
import { findPostmaster } from './pid-file.ts';
import type { Place } from './place.ts';
import { cleanEnvironment } from './process.ts';

const run = promisify(execFile);

/** Small memory, loopback only, and nothing of what customers write in the log. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** For tests: as fast as it goes, and lost when the machine is. */
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** What postgres says when it is worth another try: another start was first, or an old server is still dying. */
const PASSING = /lock file .* already exists|pre-existing shared memory block|could not bind/;

export interface LaunchOptions {
  durable: boolean;
  /** A port to keep, so that a URL handed out stays right; without it a free one is picked. */
  port?: number;
}

/** Starts the server, detached, and waits until it is ready. False when it is worth trying again. */
export const launch = async (place: Place, binaries: Binaries, options: LaunchOptions): Promise<boolean> => {
  const from = await turnLog(place.logFile);
  const child = await spawnServer(place, binaries, options);
  while (child.exitCode === null && child.signalCode === null) {
    const found = await findPostmaster(place.cluster);
    if (found?.ready && found.pid === child.pid) return true;
    await sleep(20);
  }
  const said = (await readFile(place.logFile)).subarray(from).toString('utf8');
  if (PASSING.test(said)) return false;
  throw serverError(place, 'The server ended while it started', said);
};

const spawnServer = async (
  place: Place,
  binaries: Binaries,
  { durable, port }: LaunchOptions,
): Promise<ChildProcess> => {
  const settings = { ...SETTINGS, port: String(port ?? (await freePort())), ...(durable ? {} : NOT_DURABLE) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(place.logFile, 'a', 0o600);
  try {
    // A session of its own, so that Ctrl-C in the terminal reaches us and not the server under us.
    const child = spawn(binaries.postgres, ['-D', place.cluster, ...args], {
      cwd: '/',
      detached: true,
      env: cleanEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
      ...place.user,
    });
    await new Promise((spawned, failed) => child.once('spawn', spawned).once('error', failed));
    child.unref();
    return child;
  } catch (cause) {
    throw serverError(place, `${binaries.postgres} could not be run`, String(cause), cause);
  } finally {
    await log.close();
  }
};

/** Ends the server: open transactions are rolled back, clients are cut off. Resolves when it is gone. */
export const stopServer = async (place: Place, binaries: Binaries): Promise<void> => {
  const args = ['stop', '-D', place.cluster, '-m', 'fast', '-w', '-t', '60'];
  try {
    await run(binaries.pgCtl, args, { cwd: '/', env: cleanEnvironment(), ...place.user });
  } catch (cause) {
    if (await findPostmaster(place.cluster))
      throw serverError(place, 'It did not stop', String(cause), cause);
  }
};

/** Names the server's log and shows the last lines of it. */
export const serverError = (place: Place, what: string, said: string, cause?: unknown): AfterwordError => {
  const lastLines = said.trimEnd().split('\n').slice(-8).join('\n');
  return new AfterwordError(
    'AW_EMBEDDED_POSTGRES',
    `${what}. Last lines of ${place.logFile}:\n${lastLines}`,
    {
      cause,
    },
  );
};

/** Keeps one older log beside the current one. Answers where the next lines will begin. */
const turnLog = async (path: string): Promise<number> => {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size < 4 * 1024 * 1024) return size;
  await rename(path, `${path}.1`);
  return 0;
};

const freePort = (): Promise<number> =>
  new Promise((picked, failed) => {
    const probe = createServer();
    probe.once('error', failed).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => picked(typeof address === 'object' && address ? address.port : 0));
    });
  });
