import { createHash, randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AfterwordError } from '../../model/errors.ts';
import { isRoot, type RunAs, reaches, unprivilegedUser } from './run-as.ts';

/** Where things lie that an unprivileged user must reach and that must survive a restart. */
export const OUTSIDE = '/var/lib/afterword';

/** Where one cluster and what belongs to it lie. All but `cluster` stays with the user who runs afterword. */
export interface Place {
  home: string;
  /** Cluster and password together: made aside and renamed to here, so that it exists whole or not at all. */
  server: string;
  cluster: string;
  password: string;
  logFile: string;
  /** Null when the server runs as the same user as afterword. */
  user: RunAs | null;
  /** Homes that earlier data directories of the same path left behind. */
  abandoned: string[];
}

/**
 * Under `dataDir/postgres`; but when afterword runs as root and the unprivileged user may not enter there, under
 * `/var/lib/afterword`, with a note in `dataDir/postgres` that says so. Creates the directories.
 */
export const locate = async (dataDir: string): Promise<Place> => {
  const inside = join(resolve(dataDir), 'postgres');
  await mkdir(inside, { recursive: true });
  const near = await realpath(inside);
  const note = join(near, 'location.txt');
  const far = await readNote(note);
  if (!isRoot()) return placeAt(near, far ? refuse(near, far) : null);
  if (far) return placeFar(far);
  if (await exists(join(near, 'server'))) return placeAt(near, await ownerOf(near));
  const user = await unprivilegedUser();
  if (await reaches(user, near)) return placeAt(near, user);
  return placeOutside(near, note);
};

const refuse = (near: string, far: string): never => {
  throw new AfterwordError(
    'AW_EMBEDDED_POSTGRES',
    `The database of ${near} was made by root and lies in ${far}: run as root, or set another DATA_DIR.`,
  );
};

const placeAt = (home: string, user: RunAs | null, abandoned: string[] = []): Place => {
  const server = join(home, 'server');
  const [cluster, password] = [join(server, 'cluster'), join(server, 'password')];
  return { home, server, cluster, password, logFile: join(home, 'server.log'), user, abandoned };
};

const placeOutside = async (near: string, note: string): Promise<Place> => {
  const name = createHash('sha256').update(near).digest('hex').slice(0, 16);
  const earlier = (await readdir(OUTSIDE).catch(() => [])).filter((entry) => entry.startsWith(`${name}-`));
  const fresh = join(OUTSIDE, `${name}-${randomBytes(4).toString('hex')}`);
  const home = await writeNote(note, fresh);
  return placeFar(home, home === fresh ? earlier.map((entry) => join(OUTSIDE, entry)) : []);
};

const placeFar = async (home: string, abandoned: string[] = []): Promise<Place> => {
  await mkdir(home, { recursive: true });
  await chmod(OUTSIDE, 0o755);
  await chmod(home, 0o755);
  return placeAt(home, await ownerOf(home), abandoned);
};

/** Of two processes that start at once the first note stands, and both go where it says. */
const writeNote = async (note: string, home: string): Promise<string> => {
  const half = `${note}.${randomBytes(4).toString('hex')}`;
  await writeFile(
    half,
    `PostgreSQL does not run as root, and its user may not enter this directory. The database lies in\n${home}\n`,
  );
  try {
    await link(half, note);
    return home;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readNote(note)) ?? home;
  } finally {
    await rm(half, { force: true });
  }
};

const readNote = async (note: string): Promise<string | null> => {
  const text = await readFile(note, 'utf8').catch(() => '');
  return text.split('\n').find((line) => line.startsWith('/')) ?? null;
};

/** The user who owns the cluster in `home`; an earlier start may have chosen another one than we would now. */
const ownerOf = async (home: string): Promise<RunAs> => {
  const found = await stat(join(home, 'server', 'cluster')).catch(() => null);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : unprivilegedUser();
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
