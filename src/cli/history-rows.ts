import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { faultPath } from '../intake/generic.ts';
import { ConversationClosed } from '../model/conversation.ts';
import { AfterwordError } from '../model/errors.ts';
import { Instant } from '../model/instant.ts';

/** A past close, as a dry run takes it. */
export interface HistoryRow {
  close: ConversationClosed;
  closedAt: Date;
  reopenedAt: Date | null;
}

const Row = ConversationClosed.omit({ event: true }).extend({
  closed_at: Instant,
  reopened_at: Instant.optional(),
  source: ConversationClosed.shape.source.default('history'),
});

/** What a file has too many faults of is told in a few. */
const MOST_FAULTS = 20;

type Fields = Record<string, unknown>;

/**
 * The rows of a history as they stand: JSON Lines with one close a line, in the form of the hook, or CSV with a heading
 * (`id`, `channel`, `closed_at`, and as wanted the other fields of the hook; `tags` separated by ";"; `contact_id`,
 * `language`, `first_seen_at`; handles by their type: `phone`, `email`, `telegram`; `contact.<attribute>`).
 * @param progress told the bytes read
 * @throws AfterwordError AW_HISTORY with the line and what is wrong with it
 */
export async function* historyRows(
  file: string,
  progress: (bytes: number) => void = () => undefined,
): AsyncGenerator<HistoryRow> {
  let number = 0;
  for await (const fields of fieldsOf(file, progress)) {
    number += 1;
    yield toRow(fields, file, number);
  }
}

/** The progress is told once in so many rows. */
const TOLD_EVERY = 1_000;

async function* fieldsOf(file: string, progress: (bytes: number) => void): AsyncGenerator<Fields> {
  const jsonLines = await isJsonLines(file);
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  let number = 0;
  for await (const fields of jsonLines ? jsonRecords(stream, file) : csvRecords(stream, file)) {
    number += 1;
    if (number % TOLD_EVERY === 0) progress(stream.bytesRead);
    yield fields;
  }
}

async function* jsonRecords(stream: Readable, file: string): AsyncGenerator<Fields> {
  let number = 0;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '') yield jsonFields(line, file, number);
  }
}

async function* csvRecords(stream: Readable, file: string): AsyncGenerator<Fields> {
  const parser = stream.pipe(parse({ columns: true, bom: true, trim: true, skip_empty_lines: true }));
  stream.on('error', (error) => parser.destroy(error));
  try {
    for await (const record of parser) yield csvFields(record as Record<string, string>);
  } catch (error) {
    throw faulty(file, error instanceof Error ? error.message : String(error));
  }
}

/** The first sign of the file tells. @throws AfterwordError AW_HISTORY where it cannot be read */
async function isJsonLines(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .trimStart()
      .startsWith('{');
  } catch (error) {
    throw faulty(path, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function jsonFields(line: string, file: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(number === 1 ? line.replace(/^\uFEFF/, '') : line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const { event: _, ...fields } = value as Fields;
      return fields;
    }
  } catch {
    // Told below, with its line.
  }
  throw faulty(file, `line ${number}: expected one JSON object a line`);
}

const NUMBERS: ReadonlySet<string> = new Set(['handle_seconds', 'customer_messages']);
const OF_CONTACT: ReadonlySet<string> = new Set(['contact_id', 'name', 'language', 'first_seen_at']);
const OF_AGENT: Readonly<Record<string, string>> = {
  agent_id: 'id',
  agent: 'id',
  agent_name: 'name',
  team: 'team',
};
const HANDLES: ReadonlySet<string> = new Set(['phone', 'email', 'telegram', 'slack', 'whatsapp', 'web-chat']);
const OF_CLOSE: ReadonlySet<string> = new Set([...Object.keys(Row.shape), 'reopened_at']);

/** One record of the CSV in the form of the hook. Empty cells are not there. */
function csvFields(record: Record<string, string>): Fields {
  const fields: Fields = {};
  const contact: Fields = {};
  const agent: Fields = {};
  const identities: { type: string; value: string }[] = [];
  const attributes: Fields = {};
  for (const [name, value] of Object.entries(record)) {
    if (value === '') continue;
    if (name === 'tags')
      fields.tags = value
        .split(/[;|]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '');
    else if (name === 'spam') fields.spam = value === 'true' || value === '1';
    else if (NUMBERS.has(name)) fields[name] = Number(value);
    else if (OF_CLOSE.has(name)) fields[name] = value;
    else if (OF_CONTACT.has(name)) contact[name.replace('contact_', '')] = value;
    else if (OF_AGENT[name] !== undefined) agent[OF_AGENT[name]] = value;
    else if (name.startsWith('contact.')) attributes[name.slice('contact.'.length)] = plain(value);
    else if (HANDLES.has(name)) identities.push({ type: name, value });
    // Not known: refused by the schema, with its name.
    else fields[name] = value;
  }
  if (agent.id !== undefined) fields.agent = agent;
  return { ...fields, contact: { ...contact, identities, attributes } };
}

/** Attributes of a table are texts; conditions compare numbers and truths. */
function plain(value: string): string | number | boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(value) ? Number(value) : value;
}

function toRow(fields: Fields, file: string, number: number): HistoryRow {
  const parsed = Row.safeParse(fields);
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, MOST_FAULTS).map((issue) => ({
      path: `row ${number} ${faultPath(issue.path)}`.trim(),
      message: issue.message,
    }));
    throw new AfterwordError('AW_HISTORY', `Row ${number} of ${file} cannot be read.`, { faults });
  }
  const { reopened_at: reopenedAt, ...close } = parsed.data;
  return {
    close: { ...close, event: 'conversation.closed' },
    closedAt: close.closed_at,
    reopenedAt: reopenedAt ?? null,
  };
}

const faulty = (file: string, what: string): AfterwordError =>
  new AfterwordError('AW_HISTORY', `The history ${file} cannot be read: ${what}.`);
