import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { type Columns, type ExportFormat, exportFile } from '../../../src/app/export/formats.ts';

const COLUMNS = {
  words: 'text',
  whole: 'integer',
  number: 'number',
  at: 'time',
  nothing: 'text',
  void: 'number',
} as const satisfies Columns;

const row = (i: number) => ({
  words: i % 3 === 0 ? null : `ığüşöçİ ${i}\r\n"q", '😀'`,
  whole: i % 2 === 0 ? null : -i * 1e9,
  number: i % 5 === 0 ? null : -i / 7,
  at: i % 4 === 0 ? null : new Date(Date.UTC(2026, 0, 1, 0, 0, i, 123)),
  nothing: null,
  void: null,
});

async function file(format: ExportFormat, batches: readonly number[]): Promise<Buffer> {
  let next = 0;
  async function* rows() {
    for (const size of batches) yield Array.from({ length: size }, () => row(next++));
  }
  return Buffer.concat(await Array.fromAsync(exportFile(format, COLUMNS, rows()).pieces));
}
const bytesOf = (buffer: Buffer) =>
  buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length) as ArrayBuffer;

describe('a table of several batches', () => {
  const sizes = [1, 250, 3, 1000];
  const all = Array.from({ length: 1254 }, (_, i) => row(i));

  it('is the same in Parquet, with its types and nulls', async () => {
    const buffer = bytesOf(await file('parquet', sizes));
    const meta = parquetMetadata(buffer);
    expect(Number(meta.num_rows)).toBe(1254);
    expect(meta.schema.slice(1).map(({ type, converted_type }) => [type, converted_type])).toEqual([
      ['BYTE_ARRAY', 'UTF8'],
      ['INT64', undefined],
      ['DOUBLE', undefined],
      ['INT64', 'TIMESTAMP_MILLIS'],
      ['BYTE_ARRAY', 'UTF8'],
      ['DOUBLE', undefined],
    ]);
    const rows = await parquetReadObjects({ file: buffer });
    expect(rows).toEqual(
      all.map((one) => ({ ...one, whole: one.whole === null ? null : BigInt(one.whole) })),
    );
  });

  it('is the same in JSON Lines', async () => {
    const lines = (await file('jsonl', sizes)).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(all)));
  });

  it('is the same in CSV, negative numbers included', async () => {
    const text = await file('csv', sizes);
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.map(({ words, whole, number, at }) => [words, whole, number, at])).toEqual(
      all.map(({ words, whole, number, at }) => [
        words ?? '',
        String(whole ?? ''),
        String(number ?? ''),
        at?.toISOString() ?? '',
      ]),
    );
  });
});

describe('a table without rows', () => {
  it('is a file that can be read in every format', async () => {
    expect((await file('csv', [])).toString()).toBe('\uFEFFwords,whole,number,at,nothing,void\r\n');
    expect((await file('jsonl', [])).length).toBe(0);
    const buffer = bytesOf(await file('parquet', []));
    expect(await parquetReadObjects({ file: buffer })).toEqual([]);
    expect(parquetMetadata(buffer).schema).toHaveLength(7);
  });
});
