import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Readable, Transform } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { AfterwordError } from '../../model/errors.ts';

/** One record of a file: its fields, or what is wrong with it. `line` is where it ends. */
export type FileRecord = { number: number; line: number } & (
  | { fields: Record<string, unknown>; raw: string }
  | { fault: string; raw: string }
);

export interface FileForm {
  format: 'csv' | 'jsonl';
  encoding?: string | undefined;
  delimiter: string;
}

const BOMS: readonly [bytes: string, encoding: string][] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/** Bytes to text. What cannot be read becomes U+FFFD, so that its row can be told and no other is lost. */
function decoder(given: string | undefined): Transform {
  let decoding: TextDecoder | null = null;
  const begin = (chunk: Buffer): TextDecoder => {
    const start = chunk.subarray(0, 3).toString('hex');
    const marked = BOMS.find(([bytes]) => start.startsWith(bytes))?.[1];
    return new TextDecoder(given ?? marked ?? 'utf-8');
  };
  return new Transform({
    readableObjectMode: false,
    transform(chunk: Buffer, _encoding, done) {
      decoding ??= begin(chunk);
      done(null, decoding.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoding?.decode() ?? '');
    },
  });
}

/** Names of columns as a person reads them: without the spaces around, which no spreadsheet shows. */
const columnNames = (header: readonly string[]): string[] => {
  const names = header.map((name) => name.replace(/^[\s\uFEFF]+|\s+$/g, ''));
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new AfterwordError('AW_IMPORT', `The column "${twice}" stands there twice: rename one of them.`);
  }
  return names;
};

async function* csvRecords(text: Readable, { delimiter }: FileForm): AsyncGenerator<FileRecord> {
  const parser = text.pipe(
    parse({
      columns: columnNames,
      delimiter,
      info: true,
      raw: true,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 1_000_000,
    }),
  );
  text.on('error', (error) => parser.destroy(error));
  let number = 0;
  for await (const { record, info, raw } of parser as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number; error?: CsvError };
    raw: string;
  }>) {
    number += 1;
    const place = { number, line: info.lines, raw: raw.trimEnd() };
    yield info.error === undefined
      ? { ...place, fields: record }
      : { ...place, fault: 'another number of cells than the heading has' };
  }
}

async function* jsonRecords(text: Readable): AsyncGenerator<FileRecord> {
  let line = 0;
  let number = 0;
  for await (const raw of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (raw.trim() === '') continue;
    number += 1;
    yield { number, line, raw, ...fieldsOf(raw) };
  }
}

function fieldsOf(raw: string): { fields: Record<string, unknown> } | { fault: string } {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { fields: value as Record<string, unknown> };
    }
  } catch {
    // Said below.
  }
  return { fault: 'not a JSON object on one line' };
}

/** The records of a file one after another, however long it is. `read` tells the bytes that were read. */
export function fileRecords(
  file: string,
  form: FileForm,
  read: (bytes: number) => void,
): AsyncGenerator<FileRecord> {
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  bytes.on('data', () => read(bytes.bytesRead));
  const text = bytes.pipe(decoder(form.encoding));
  bytes.on('error', (error) => text.destroy(error));
  return form.format === 'csv' ? csvRecords(text, form) : jsonRecords(text);
}
