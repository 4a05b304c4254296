import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import TinyQueue from 'tinyqueue';
import type { HistoryRow } from './history-rows.ts';

/** So many rows are sorted in memory at once; what is more goes through files. */
const RUN = 100_000;

/** A row stood before an earlier one: the file is not in the order of its closes. */
export class OutOfOrder extends Error {}

/** The rows as they come. @throws OutOfOrder at the first one that is out of order */
export async function* asTheyCome(rows: AsyncIterable<HistoryRow>): AsyncGenerator<HistoryRow> {
  let last = Number.NEGATIVE_INFINITY;
  for await (const row of rows) {
    const at = row.closedAt.getTime();
    if (at < last) throw new OutOfOrder();
    last = at;
    yield row;
  }
}

/** The rows in the order of their closes, however they come: sorted in runs that lie in files, and merged. */
export async function* inOrder(rows: AsyncIterable<HistoryRow>): AsyncGenerator<HistoryRow> {
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-history-'));
  try {
    const runs: string[] = [];
    let run: HistoryRow[] = [];
    const write = async (): Promise<void> => {
      const file = path.join(dir, `${runs.length}.jsonl`);
      run.sort((a, b) => a.closedAt.getTime() - b.closedAt.getTime());
      await writeFile(file, run.map((row) => `${JSON.stringify(row)}\n`).join(''));
      runs.push(file);
      run = [];
    };
    for await (const row of rows) {
      if (run.push(row) >= RUN) await write();
    }
    await write();
    yield* merged(runs);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function* merged(runs: readonly string[]): AsyncGenerator<HistoryRow> {
  const readers = runs.map((file) =>
    createInterface({ input: createReadStream(file) })[Symbol.asyncIterator](),
  );
  const heads = new TinyQueue<{ row: HistoryRow; run: number }>(
    [],
    (a, b) => a.row.closedAt.getTime() - b.row.closedAt.getTime() || a.run - b.run,
  );
  const next = async (run: number): Promise<void> => {
    const line = await readers[run]?.next();
    if (line !== undefined && line.done !== true) heads.push({ row: revived(line.value), run });
  };
  for (const run of readers.keys()) await next(run);
  for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
    yield head.row;
    await next(head.run);
  }
}

const DATES: ReadonlySet<string> = new Set([
  'closedAt',
  'reopenedAt',
  'closed_at',
  'opened_at',
  'first_response_at',
  'last_customer_message_at',
  'first_seen_at',
]);

/** Written by ourselves a moment ago: only the times have to be made times again. */
const revived = (line: string): HistoryRow =>
  JSON.parse(line, (key, value: unknown) =>
    DATES.has(key) && typeof value === 'string' ? new Date(value) : value,
  ) as HistoryRow;
