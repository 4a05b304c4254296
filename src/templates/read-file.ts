import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';

/** Far above any survey, far below what could slow a process down. */
const MAX_BYTES = 256 * 1024;

const NON_BLOCKING = constants.O_RDONLY | constants.O_NONBLOCK;

/** What is known of a file besides its text: it says when an edit was made and by whose account. */
export interface Origin {
  text: string;
  changedAt: Date;
  /** Number of the account that owns the file. */
  owner: number;
}

/** A file, or why it is not read. */
export type FileText = Origin | { fault: string; expected?: string; line?: number };

/** Reads one file of the folder; refuses what is no YAML file of a person's making before any parser sees it. */
export async function readTemplateFile(dir: string, name: string): Promise<FileText> {
  try {
    const inside = relative(await realpath(dir), await realpath(join(dir, name)));
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return {
        fault: 'this is a link to a file outside the folder',
        expected: 'a file in the folder itself',
      };
    }
    return await readRegular(join(dir, name));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT') return { fault: 'there is no such file' };
    if (code === 'ELOOP') return { fault: 'this is a link that leads to itself' };
    return { fault: `the file cannot be read (${code})`, expected: 'a file that afterword may read' };
  }
}

async function readRegular(path: string): Promise<FileText> {
  // A named pipe would wait for a writer for ever: non-blocking, and looked at before it is read.
  const file = await open(path, NON_BLOCKING);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { fault: 'this is not a file', expected: 'a YAML file' };
    if (stat.size > MAX_BYTES) return { fault: tooLarge(stat.size), expected: 'at most 256 KiB' };
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let size = 0;
    for (let more = 1; more > 0 && size < buffer.length; size += more) {
      more = (await file.read(buffer, size, buffer.length - size)).bytesRead;
    }
    if (size > MAX_BYTES) return { fault: tooLarge(size), expected: 'at most 256 KiB' };
    const read = decode(buffer.subarray(0, size));
    return 'text' in read ? { ...read, changedAt: stat.mtime, owner: stat.uid } : read;
  } finally {
    await file.close();
  }
}

const tooLarge = (bytes: number): string => `the file is too large (${Math.ceil(bytes / 1024)} KiB)`;

function decode(bytes: Buffer): { text: string } | Extract<FileText, { fault: string }> {
  const start = bytes.subarray(0, 2).toString('hex');
  if (start === 'fffe' || start === 'feff') {
    return { fault: 'the file is written in UTF-16', expected: 'a file saved as UTF-8' };
  }
  if (bytes.includes(0)) return { fault: 'this is a binary file', expected: 'a YAML file saved as UTF-8' };
  if (!isUtf8(bytes)) {
    return { fault: 'this line is not UTF-8', expected: 'a file saved as UTF-8', line: firstBadLine(bytes) };
  }
  return { text: new TextDecoder().decode(bytes) };
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to + 1;
  }
  return line;
}
