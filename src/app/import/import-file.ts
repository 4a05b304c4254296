import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { AfterwordError } from '../../model/errors.ts';
import type { Fact } from '../../model/fact.ts';
import { csvLine } from '../../reports/csv.ts';
import { foldCells } from '../../store/fold-cells.ts';
import type { Db } from '../../store/schema.ts';
import { takeFacts } from '../take-facts.ts';
import type { Mapping } from './mapping.ts';
import { fileRecords } from './records.ts';
import { toFact } from './to-fact.ts';

/** How far an import has come, or came. */
export interface Imported {
  records: number;
  added: number;
  changed: number;
  known: number;
  rejected: number;
}

/** Kept beside the file while it is not done, so that the next call goes on where this one ended. */
interface State extends Imported {
  of: string;
  rejectedBytes: number;
}

export interface ImportOptions {
  file: string;
  mapping: Mapping | null;
  now: () => Date;
  /** Where rejected rows go, with their reasons. */
  rejectedFile?: string | undefined;
  /** Begin anew, also where an earlier import was broken off. */
  restart?: boolean;
  signal?: AbortSignal | undefined;
  progress?: (bytes: number, of: number, so: Imported) => void;
}

const BATCH = 1_000;
/** Batches between two foldings: without a server that runs, nobody else folds. */
const FOLD_EVERY = 50;

const HEADING = csvLine(['line', 'reason', 'record']);

/** Which file by which mapping: a state of another one is not gone on from. */
async function nameOf(file: string, mapping: Mapping | null): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return createHash('sha256')
    .update(JSON.stringify([size, mtimeMs, mapping]))
    .digest('hex');
}

const noState = (of: string): State => ({
  of,
  records: 0,
  added: 0,
  changed: 0,
  known: 0,
  rejected: 0,
  rejectedBytes: 0,
});

async function stateOf(path: string, of: string, restart: boolean): Promise<State> {
  const none = noState(of);
  const text = restart ? null : await readFile(path, 'utf8').catch(() => null);
  if (text === null) return none;
  try {
    const state = JSON.parse(text) as State;
    return state.of === of ? state : none;
  } catch {
    return none;
  }
}

/** One batch: what is to be stored and what is to be told. */
interface Batch {
  facts: Fact[];
  rejected: string;
  records: number;
  rejections: number;
}

const emptyBatch = (): Batch => ({ facts: [], rejected: '', records: 0, rejections: 0 });

/**
 * Takes the facts of a file in, batch by batch; memory holds one batch. Rows that are no facts go into a file with
 * their reasons. Broken off, it goes on where it ended when called again; a fact that was taken is known by its id.
 * @throws AfterwordError AW_IMPORT where the file cannot be read
 */
export async function importFile(
  db: Db,
  options: ImportOptions,
): Promise<Imported & { rejectedFile: string }> {
  const { file, mapping, progress } = options;
  const rejectedFile = options.rejectedFile ?? `${file}.rejected.csv`;
  const statePath = `${file}.import-state.json`;
  const size = await sizeOf(file);
  const kept = await stateOf(statePath, await nameOf(file, mapping), options.restart ?? false);
  // Without the rejected rows of before it begins anew: facts that were taken are known by their id.
  const state = kept.rejectedBytes <= (await sizeIfThere(rejectedFile)) ? kept : noState(kept.of);
  const rejects = await openRejects(rejectedFile, state.rejectedBytes);
  const commit = async (batch: Batch, batches: number): Promise<void> => {
    await take(db, state, batch, rejects, options.now());
    await writeFile(statePath, JSON.stringify(state), { mode: 0o600 });
    if (batches % FOLD_EVERY === 0) await foldCells(db);
  };
  try {
    let read = 0;
    let batch = emptyBatch();
    let batches = 0;
    const form = formOf(file, mapping);
    for await (const record of fileRecords(file, form, (bytes) => (read = bytes))) {
      if (record.number <= state.records) continue;
      const told = toFact(record, mapping);
      batch.records += 1;
      if ('fact' in told) batch.facts.push(told.fact);
      else {
        batch.rejections += 1;
        batch.rejected += csvLine([record.line, told.reason, record.raw]);
      }
      if (batch.records < BATCH) continue;
      await commit(batch, ++batches);
      batch = emptyBatch();
      progress?.(read, size, state);
      options.signal?.throwIfAborted();
    }
    if (batch.records > 0) await commit(batch, ++batches);
    await foldCells(db);
    progress?.(size, size, state);
  } catch (error) {
    throw readable(error, file);
  } finally {
    await rejects.close();
  }
  await rm(statePath, { force: true });
  if (state.rejected === 0) await rm(rejectedFile, { force: true });
  const { records, added, changed, known, rejected } = state;
  return { records, added, changed, known, rejected, rejectedFile };
}

const sizeIfThere = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new AfterwordError('AW_IMPORT', `The file ${file} cannot be read (${error.code}).`);
  });
  return found.size;
}

function formOf(file: string, mapping: Mapping | null) {
  const byName = /\.(?:jsonl|ndjson)$/i.test(file) ? ('jsonl' as const) : ('csv' as const);
  const format = mapping?.format ?? byName;
  if (format === 'csv' && mapping === null) {
    throw new AfterwordError(
      'AW_IMPORT',
      'A CSV file needs a mapping that says which column is what (--mapping).',
    );
  }
  return { format, encoding: mapping?.encoding, delimiter: mapping?.delimiter ?? ',' };
}

/** Rows of customers: for the owner's eyes. What a broken-off import wrote after its last batch is cut off. */
async function openRejects(path: string, bytes: number): Promise<FileHandle> {
  const handle = await open(path, bytes === 0 ? 'w' : 'r+', 0o600);
  await handle.truncate(bytes);
  return handle;
}

async function take(db: Db, state: State, batch: Batch, rejects: FileHandle, now: Date): Promise<void> {
  const stored = await takeFacts(db, batch.facts, now);
  if (batch.rejections > 0) {
    const text = `${state.rejectedBytes === 0 ? HEADING : ''}${batch.rejected}`;
    const { bytesWritten } = await rejects.write(text, state.rejectedBytes);
    state.rejectedBytes += bytesWritten;
  }
  state.records += batch.records;
  state.rejected += batch.rejections;
  state.added += stored.added;
  state.changed += stored.changed;
  state.known += stored.known;
}

/** Errors of the parser, in the words of this program. */
function readable(error: unknown, file: string): unknown {
  const isParser = error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
  return isParser ? new AfterwordError('AW_IMPORT', `${file}: ${error.message}`, { cause: error }) : error;
}
