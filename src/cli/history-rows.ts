import type { z } from 'zod';
import { faultPath } from '../intake/generic.ts';
import { ConversationClosed } from '../model/conversation.ts';
import { AfterwordError } from '../model/errors.ts';
import { Instant } from '../model/instant.ts';
import { type Entry, isJsonLines, recordsOf } from './records.ts';

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
  const fieldsOf = (await isJsonLines(file)) ? jsonFields : csvFields;
  let number = 0;
  for await (const record of recordsOf(file, progress)) {
    number += 1;
    yield toRow(fieldsOf(record), file, number);
  }
}

const jsonFields = ({ event: _, ...fields }: Entry): Fields => fields;

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
function csvFields(record: Entry): Fields {
  const fields: Fields = {};
  const contact: Fields = {};
  const agent: Fields = {};
  const identities: { type: string; value: string }[] = [];
  const attributes: Fields = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== 'string' || value === '') continue;
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

/** For people who made the file in a spreadsheet. */
function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    return `no column is called ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  }
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.join(', ')}`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is missing';
  return issue.expected === 'number' ? 'expected a number' : undefined;
}

function toRow(fields: Fields, file: string, number: number): HistoryRow {
  const parsed = Row.safeParse(fields, { error: inPlainWords });
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
