import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { AfterwordError } from '../../model/errors.ts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import { cleanEnvironment, isAlive } from './process.ts';
import type { RunAs } from './run-as.ts';

/** The superuser of the cluster, and the name of afterword's own database in it. */
export const OWNER = 'afterword';

const HALF_MADE = 'creating-';

/**
 * Creates the cluster where there is none yet. It is made aside and then renamed, so that one whose making was
 * killed never counts as made, and of two processes that start at once the first to finish wins.
 */
export const ensureCluster = async (place: Place, binaries: Binaries, durable: boolean): Promise<void> => {
  await sweep(place.home);
  if (await isThere(place.server)) return;
  const aside = await mkdtemp(join(place.home, `${HALF_MADE}${process.pid}-`));
  try {
    await makeIn(aside, place.user, binaries, durable);
    await rename(aside, place.server).catch(ignoreTaken);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
};

const makeIn = async (
  aside: string,
  user: RunAs | null,
  binaries: Binaries,
  durable: boolean,
): Promise<void> => {
  const cluster = join(aside, 'cluster');
  const password = randomBytes(24).toString('base64url');
  await chmod(aside, 0o711);
  await mkdir(cluster, { mode: 0o700 });
  // initdb runs as the user of the cluster, who may not read the file that is kept.
  const handedOver = join(aside, 'handed-over');
  await writeFile(handedOver, password, { mode: 0o600 });
  if (user) await Promise.all([cluster, handedOver].map((path) => chown(path, user.uid, user.gid)));
  await initdb(binaries, user, [
    `--pgdata=${cluster}`,
    `--pwfile=${handedOver}`,
    ...(durable ? [] : ['--no-sync']),
  ]);
  await rm(handedOver);
  await writeFile(join(aside, 'password'), password, { mode: 0o600 });
};

const initdb = (binaries: Binaries, user: RunAs | null, args: string[]): Promise<void> =>
  new Promise((done, failed) => {
    const child = spawn(binaries.initdb, [...INITDB, ...args], {
      cwd: '/',
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output = (output + chunk).slice(-4_000);
      });
    }
    child.once('error', (cause) => failed(initdbError(cause.message, cause)));
    child.once('close', (code) => (code === 0 ? done() : failed(initdbError(output))));
  });

const INITDB = [
  `--username=${OWNER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

const initdbError = (output: string, cause?: unknown): AfterwordError =>
  new AfterwordError(
    'AW_EMBEDDED_POSTGRES',
    `The cluster could not be created. initdb said:\n${output.trim()}`,
    {
      cause,
    },
  );

const ignoreTaken = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
};

/** Removes what killed processes left half made. */
const sweep = async (home: string): Promise<void> => {
  for (const entry of await readdir(home)) {
    if (!entry.startsWith(HALF_MADE)) continue;
    const maker = Number.parseInt(entry.slice(HALF_MADE.length), 10);
    if (maker === process.pid || isAlive(maker)) continue;
    await rm(join(home, entry), { recursive: true, force: true });
  }
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export const readPassword = async (place: Place): Promise<string> =>
  (await readFile(place.password, 'utf8')).trim();
