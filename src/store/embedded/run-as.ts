import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { AfterwordError } from '../../model/errors.ts';

const run = promisify(execFile);

/** The unprivileged user under whom the server runs, because PostgreSQL refuses to run as root. */
export interface RunAs {
  uid: number;
  gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** The user `postgres` where the system has one, else `nobody`; nobody is created. */
export const unprivilegedUser = async (): Promise<RunAs> => {
  for (const name of ['postgres', 'nobody']) {
    const user = await lookUp(name);
    if (user) return user;
  }
  throw new AfterwordError(
    'AW_EMBEDDED_POSTGRES',
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody" to run it.',
  );
};

const lookUp = async (name: string): Promise<RunAs | null> => {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  } catch {
    return null;
  }
};

/** Whether this user may enter every directory on the way to `path`, and read and enter `path` itself. */
export const reaches = async (user: RunAs, path: string): Promise<boolean> => {
  if (!(await allows(user, path, 0o5))) return false;
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
    if (!(await allows(user, at, 0o1))) return false;
  }
  return true;
};

const allows = async (user: RunAs, path: string, bits: number): Promise<boolean> => {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
};
