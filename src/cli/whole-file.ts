import { createWriteStream } from 'node:fs';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AfterwordError } from '../model/errors.ts';

/** Faults of the file and not of what is written into it. */
const OF_FILES = new Set([
  'EACCES',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

/**
 * Writes a file that only this user may read, whole or not at all: until its end it is beside its place, and what was
 * there before stays. What is no file (a pipe, a device) is written to as it is.
 * @throws AfterwordError AW_EXPORT where it cannot be written
 */
export async function writeWholeFile(file: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  try {
    await write(file, pieces);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !OF_FILES.has(code)) throw error;
    throw new AfterwordError('AW_EXPORT', `${file} cannot be written (${code}).`, { cause: error });
  }
}

async function write(file: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const there = await stat(file).catch(() => null);
  if (there !== null && !there.isFile()) return pipeline(Readable.from(pieces), createWriteStream(file));
  // What a link leads to is replaced, and not the link.
  const place = there === null ? file : await realpath(file);
  const draft = `${place}.partial`;
  await rm(draft, { force: true });
  try {
    await pipeline(
      Readable.from(pieces),
      createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true }),
    );
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
