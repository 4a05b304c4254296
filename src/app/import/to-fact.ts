import { Fact } from '../../model/fact.ts';
import { convert, type Mapping } from './mapping.ts';
import type { FileRecord } from './records.ts';

/** A record as a fact, or why it is none. */
export type Told = { fact: Fact } | { reason: string };

/** Bytes that were no text in the encoding that the file was read in. */
const UNREADABLE = '\uFFFD';

/** Puts a value where its dotted name points; a handle joins the list of handles. */
function put(target: Record<string, unknown>, name: string, value: unknown): void {
  const [first = '', ...rest] = name.split('.');
  const within = rest.join('.');
  if (within === '') target[first] = value;
  else if (first === 'identities') {
    const known = (target.identities as unknown[] | undefined) ?? [];
    target.identities = [...known, { type: within, value }];
  } else target[first] = { ...(target[first] as object | undefined), [within]: value };
}

/** Cells as a fact's fields by the mapping; blanks are left out and remembered. */
function mapped(record: Record<string, unknown>, number: number, { kind, id, constants, columns }: Mapping) {
  const value: Record<string, unknown> = { kind };
  const faults: string[] = [];
  const blanks = new Map<string, string>();
  const cell = (name: string) => String((Object.hasOwn(record, name) ? record[name] : null) ?? '');
  for (const [name, constant] of Object.entries(constants)) put(value, name, constant);
  for (const [field, column] of Object.entries(columns)) {
    if (!Object.hasOwn(record, column.from)) faults.push(`${field}: there is no column "${column.from}"`);
    const result = convert(field, column, cell(column.from));
    if ('value' in result) put(value, field, result.value);
    else if ('blank' in result) blanks.set(field, result.blank);
    else faults.push(`${field}: ${result.fault}`);
  }
  value.id = id.replace(/\{([^}]*)\}/g, (_, name: string) =>
    name === '#' ? String(number) : cell(name.trim()),
  );
  return { value, faults, blanks };
}

/** One record as a fact. Without a mapping the record is the fact, as `POST /v1/facts` takes it. */
export function toFact(record: FileRecord, mapping: Mapping | null): Told {
  if ('fault' in record) return { reason: record.fault };
  const { value, faults, blanks } =
    mapping === null
      ? { value: record.fields, faults: [], blanks: new Map<string, string>() }
      : mapped(record.fields, record.number, mapping);
  // A damaged sign in a column that nobody asked for harms nobody.
  if (JSON.stringify(value).includes(UNREADABLE)) {
    return { reason: 'bytes that are no text in this encoding: set "encoding" in the mapping' };
  }
  const parsed = Fact.safeParse(value);
  if (parsed.success && faults.length === 0) return { fact: parsed.data };
  const told = new Set(faults.map((fault) => fault.split(':')[0]));
  const issues = (parsed.error?.issues ?? []).flatMap((issue) => {
    const path = issue.path.join('.');
    return told.has(path) ? [] : [`${path || issue.code}: ${blanks.get(path) ?? issue.message}`];
  });
  return { reason: [...faults, ...issues].join('; ') };
}
