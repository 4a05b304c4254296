import type { z } from 'zod';
import { type Finding, formatPath, type Path } from './fault.ts';
import { isLanguage, nearestTag } from './language-names.ts';
import { anyHome, homeOf } from './misplaced.ts';
import { nearest } from './nearest.ts';
import { expectation, type JsonSchema, member, schemaAt } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** Nobody reads on, and each takes its time. */
const MOST_KEYS = 100;

/** What a schema found, in words for people who edit YAML. */
export function schemaFindings(error: z.ZodError, schema: JsonSchema, data: unknown): Finding[] {
  const findings = error.issues.flatMap((issue) => explain(issue, schema, data));
  // A misspelt key is one fault: that another is missing, or that nothing is left to do, only follows from it.
  const followed = new Set(
    findings.flatMap(({ path, nearest: word, kind }) =>
      kind !== 'unknown' || word === undefined
        ? []
        : [`missing ${formatPath([...path.slice(0, -1), word])}`, `whole ${formatPath(path.slice(0, -1))}`],
    ),
  );
  return findings.filter(({ kind, path }) => !followed.has(`${kind} ${formatPath(path)}`));
}

/** `whole`: a rule over several keys. */
type Explained = Finding & { kind?: 'unknown' | 'missing' | 'whole' };

function explain(issue: Issue, schema: JsonSchema, data: unknown): Explained[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = path.reduce<unknown>(member, data);
  const here = schemaAt(schema, data, path);
  const expected = here === undefined ? undefined : expectation(here);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST_KEYS).map((key) => unknownKey(path, key, { schema, here, data }));
    case 'invalid_type':
      return [value === undefined ? missing(path, expected) : misfit(path, value, expected)];
    case 'invalid_value':
      return [
        value === undefined ? missing(path, expected) : unknownWord(path, value, issue.values.map(String)),
      ];
    case 'invalid_union':
      return [unknownKind(path, value, issue)];
    case 'invalid_key':
      return [wrongKey(path, schema, data, after(issue.issues[0]?.message))];
    case 'too_small':
    case 'too_big':
      return [wrongSize(issue, path, value)];
    default:
      return [whole(path, value, after(issue.message))];
  }
}

const after = (message: string | undefined): string | undefined => message?.replace(/^expected /, '');

/** A key of another group that was indented into a record: `next` under `labels`. */
function wrongKey(path: Path, schema: JsonSchema, data: unknown, expected: string | undefined): Explained {
  const [group, key] = path.slice(-2);
  const above = schemaAt(schema, data, path.slice(0, -2));
  if (group !== undefined && Object.hasOwn(above?.properties ?? {}, key ?? '')) {
    const message = `"${key}" stands within "${group}": it belongs beside it, indented like "${group}"`;
    return { path, atKey: true, message };
  }
  return { ...misfit(path, path.at(-1), expected), atKey: true };
}

function unknownKey(
  path: Path,
  key: string,
  { schema, here, data }: { schema: JsonSchema; here: JsonSchema | undefined; data: unknown },
): Explained {
  const known = Object.keys(here?.properties ?? {});
  // A record with keys of its own, such as channels.
  if (known.length === 0) known.push(...(here?.propertyNames?.enum ?? []).map(String));
  const value = path.reduce<unknown>(member, data);
  const free = known.filter((word) => member(value, word) === undefined);
  const at = { kind: 'unknown' as const, path: [...path, key], atKey: true };
  const home = homeOf(key, { path, here, schema, data });
  if (home !== null) return { ...at, message: `the key "${key}" does not belong here: ${home}` };
  const meant = nearest(key, free) ?? nearest(key, known);
  const elsewhere = meant === undefined ? anyHome(key, schema) : null;
  if (elsewhere !== null) {
    return { ...at, message: `the key "${key}" does not belong here: it belongs under ${elsewhere}` };
  }
  return {
    ...at,
    message: `unknown key "${key}"`,
    expected: `one of ${known.join(', ')}`,
    nearest: meant,
  };
}

const missing = (path: Path, expected: string | undefined): Explained => ({
  path,
  message: `"${path.at(-1) ?? 'template'}" is missing`,
  expected,
  kind: 'missing',
});

function misfit(path: Path, value: unknown, expected: string | undefined): Explained {
  if (expected?.startsWith('a language tag') === true && typeof value === 'string') {
    return noTag(path, value, expected);
  }
  if (expected?.startsWith('a list') === true && typeof value === 'object' && value !== null) {
    return { path, message: `"${path.at(-1)}" is a list: each entry begins with "- "`, atKey: true };
  }
  if (value === null) {
    return { path, message: 'nothing stands here (a text that begins with # needs quotes)', expected };
  }
  return { path, message: `${show(value)} does not fit here`, expected };
}

function noTag(path: Path, value: string, expected: string): Explained {
  const parts = value.trim().split(/\s+/);
  const message = `"${value}" is not the tag of a language`;
  if (parts.length < 2 || !parts.every(isLanguage)) {
    return { path, message, expected, nearest: nearestTag(value) };
  }
  return { path, message: `a comma is missing between these languages`, expected: `[${parts.join(', ')}]` };
}

const whole = (path: Path, value: unknown, expected: string | undefined): Explained =>
  typeof value === 'object' && value !== null
    ? { kind: 'whole', path, message: 'this does not fit together', expected }
    : misfit(path, value, expected);

const unknownWord = (path: Path, value: unknown, words: readonly string[]): Explained => ({
  path,
  message: `${show(value)} is not known here`,
  expected: words.length === 1 ? words[0] : `one of ${words.join(', ')}`,
  nearest: typeof value === 'string' ? nearest(value, words) : undefined,
});

function unknownKind(path: Path, value: unknown, issue: Issue): Explained {
  const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  if (value === undefined) return missing(path, `one of ${kinds.join(', ')}`);
  return unknownWord(path, value, kinds);
}

function wrongSize(
  issue: Extract<Issue, { code: 'too_small' | 'too_big' }>,
  path: Path,
  value: unknown,
): Explained {
  const small = issue.code === 'too_small';
  const limit = `at ${small ? 'least' : 'most'} ${small ? issue.minimum : issue.maximum}`;
  if (Array.isArray(value)) {
    return {
      path,
      message: `the list has ${value.length} ${value.length === 1 ? 'entry' : 'entries'}`,
      expected: limit,
    };
  }
  if (typeof value !== 'string')
    return { path, message: `${show(value)} does not fit here`, expected: limit };
  if (small) return { path, message: 'the text is empty', expected: 'a text' };
  return { path, message: `the text has ${value.length} characters`, expected: limit };
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  const text = JSON.stringify(value) ?? String(value);
  // Messages go to logs and chats: a password in an address does not.
  const shown = text.replace(/\/\/[^/\s"]{1,200}@/, '//…@');
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}
