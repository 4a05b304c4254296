import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { AfterwordError } from '../model/errors.ts';

/** The progress is told once in so many records. */
const TOLD_EVERY = 1_000;

/** One record as it stands: an object of JSON Lines, or a line of CSV by its heading, whose values are texts. */
export type Entry = Readonly<Record<string, unknown>>;

/**
 * The records of a file, one after another: JSON Lines when it begins with "{", else CSV with a heading.
 * @param progress told the bytes read
 * @throws AfterwordError AW_HISTORY for a file that cannot be read, and with the line of what is no JSON
 */
export async function* recordsOf(
  file: string,
  progress: (bytes: number) => void = () => undefined,
): AsyncGenerator<Entry> {
  const jsonLines = await isJsonLines(file);
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  let number = 0;
  for await (const record of jsonLines ? jsonRecords(stream, file) : csvRecords(stream, file)) {
    number += 1;
    if (number % TOLD_EVERY === 0) progress(stream.bytesRead);
    yield record;
  }
}

/** The first sign of the file tells. @throws AfterwordError AW_HISTORY where it cannot be read */
export async function isJsonLines(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('{');
  } catch (error) {
    throw faulty(path, `it cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/** What parts the cells of the heading: in many countries spreadsheets write ";" into what they call CSV. */
async function delimiterOf(path: string): Promise<string> {
  await using file = await open(path);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(4_096), 0, 4_096, 0);
  const [heading = ''] = buffer.toString('utf8', 0, bytesRead).split(/[\r\n]/, 1);
  return heading.includes(',') ? ',' : (/[;\t]/.exec(heading)?.[0] ?? ',');
}

async function* jsonRecords(stream: Readable, file: string): AsyncGenerator<Entry> {
  let number = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() !== '') yield jsonRecord(text, file, number);
  }
}

function jsonRecord(line: string, file: string, number: number): Entry {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Entry;
  } catch {
    // Told below, with its line.
  }
  throw faulty(file, `line ${number}: expected one JSON object a line`);
}

async function* csvRecords(stream: Readable, file: string): AsyncGenerator<Entry> {
  const delimiter = await delimiterOf(file);
  const parser = stream.pipe(
    parse({
      delimiter,
      columns: (names: string[]) => names.map((name) => name.trim()),
      bom: true,
      skip_empty_lines: true,
    }),
  );
  stream.on('error', (error) => parser.destroy(error));
  try {
    for await (const record of parser) yield record as Entry;
  } catch (error) {
    throw faulty(file, error instanceof Error ? error.message : String(error));
  }
}

const faulty = (file: string, what: string): AfterwordError =>
  new AfterwordError('AW_HISTORY', `${file} cannot be read: ${what}.`);
