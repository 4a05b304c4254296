import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { csvLine } from '../../reports/csv.ts';

export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How a column is kept; every column may be empty. */
type ColumnType = 'text' | 'integer' | 'number' | 'time';

/** What stands in the rows, in order. */
export type Columns = Readonly<Record<string, ColumnType>>;

type Row = Readonly<Record<string, unknown>>;
type Batches = AsyncIterable<readonly Row[]>;

/** A table as a file of one format, piece by piece. */
export interface ExportFile {
  contentType: string;
  extension: string;
  pieces: AsyncGenerator<Buffer>;
}

async function* csv(columns: Columns, batches: Batches): AsyncGenerator<Buffer> {
  const names = Object.keys(columns);
  // Spreadsheets take a file without this mark for one in the encoding of their country.
  yield Buffer.from(`\uFEFF${csvLine(names)}`);
  for await (const rows of batches) {
    yield Buffer.from(rows.map((row) => csvLine(names.map((name) => row[name]))).join(''));
  }
}

async function* jsonLines(columns: Columns, batches: Batches): AsyncGenerator<Buffer> {
  const names = Object.keys(columns);
  for await (const rows of batches) {
    const lines = rows.map((row) =>
      JSON.stringify(Object.fromEntries(names.map((n) => [n, row[n] ?? null]))),
    );
    yield Buffer.from(lines.map((line) => `${line}\n`).join(''));
  }
}

const PARQUET: Record<ColumnType, Omit<SchemaElement, 'name'>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  integer: { type: 'INT64', repetition_type: 'OPTIONAL' },
  number: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'OPTIONAL' },
};

const parquetValue = (type: ColumnType, value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  if (type === 'integer') return BigInt(Math.trunc(Number(value)));
  return type === 'text' ? String(value) : value;
};

/** One row group a batch: memory holds one batch, however many rows there are. */
async function* parquet(columns: Columns, batches: Batches): AsyncGenerator<Buffer> {
  const entries = Object.entries(columns);
  const schema: SchemaElement[] = [
    { name: 'root', num_children: entries.length },
    ...entries.map(([name, type]) => ({ name, ...PARQUET[type] })),
  ];
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'afterword' });
  // What was written is handed on and its place used again; `offset` counts on over all pieces.
  const taken = (): Buffer => {
    const piece = Buffer.from(new Uint8Array(bytes.buffer, 0, bytes.index));
    bytes.index = 0;
    return piece;
  };
  for await (const rows of batches) {
    const columnData = entries.map(([name, type]) => ({
      name,
      data: rows.map((row) => parquetValue(type, row[name])),
    }));
    await writer.write({ columnData, rowGroupSize: Math.max(1, rows.length) });
    yield taken();
  }
  await writer.finish();
  yield taken();
}

const FORMATS: Record<
  ExportFormat,
  [
    contentType: string,
    extension: string,
    make: (columns: Columns, batches: Batches) => AsyncGenerator<Buffer>,
  ]
> = {
  csv: ['text/csv; charset=utf-8', 'csv', csv],
  jsonl: ['application/x-ndjson', 'jsonl', jsonLines],
  parquet: ['application/vnd.apache.parquet', 'parquet', parquet],
};

/** A table in a format. CSV is safe to open in a spreadsheet: no cell is taken for a formula. */
export function exportFile(format: ExportFormat, columns: Columns, batches: Batches): ExportFile {
  const [contentType, extension, make] = FORMATS[format];
  return { contentType, extension, pieces: make(columns, batches) };
}
