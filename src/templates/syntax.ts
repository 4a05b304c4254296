import { isLanguage } from './language-names.ts';
import { yamlMessage } from './yaml-messages.ts';

/** Something wrong at a place of the text, counted in characters from its start. */
export interface Oddity {
  offset: number;
  message: string;
  /** Whatever else would be said of the file follows from this. */
  misleads?: boolean;
}

/** A fault of syntax as the library found it. */
interface SyntaxFault {
  code: string;
  message: string;
  offset: number;
}

/** A line of the text: where it begins, and how far its first word is indented. */
interface Line {
  start: number;
  text: string;
  indent: number;
}

type Rule = (lines: readonly Line[], at: number, fault: SyntaxFault) => Oddity | null;

/**
 * The fault as an admin would look for it: the library says where it could not go on, which is often a line after the
 * slip itself. Where none of the usual slips is seen, the library's place stands.
 */
export function diagnose(text: string, fault: SyntaxFault): Oddity {
  const lines = linesOf(text);
  const at = Math.max(
    0,
    lines.findLastIndex(({ start }) => start <= fault.offset),
  );
  for (const rule of RULES) {
    const found = rule(lines, at, fault);
    if (found !== null) return found;
  }
  return { offset: fault.offset, message: yamlMessage(fault.code, fault.message) };
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const one = { start, text: line, indent: line.search(/\S|$/) };
    start += line.length + 1;
    return one;
  });
}

const says = ({ text }: Line): boolean => /^\s*[^\s#]/.test(text);

const lineBefore = (lines: readonly Line[], at: number): Line | undefined =>
  lines.slice(0, at).findLast(says);

/** Without a copy of the rest: it is asked for many lines of one file. */
function lineAfter(lines: readonly Line[], at: number): Line | undefined {
  for (let i = at + 1; i < lines.length; i += 1) {
    const line = lines[i];
    if (line !== undefined && says(line)) return line;
  }
  return undefined;
}

const spaces = (n: number): string => (n === 1 ? '1 space' : `${n} spaces`);

/** The key that a line begins with, also behind a dash. */
const keyOf = (line: Line | undefined): string | undefined =>
  /^\s*(?:- +)*([\w-]{1,60}) *:(?:\s|$)/.exec(line?.text ?? '')?.[1];

/** Where the key of a line begins, in columns: behind the dash of a list. */
const keyColumn = ({ text }: Line): number => text.search(/[^\s-]|$/);

/** `-id: score` */
const noSpaceAfterDash: Rule = (lines, at) => {
  const line = lines[at];
  if (line === undefined || !/^\s*-[a-z_]+:/i.test(line.text)) return null;
  return { offset: line.start + line.indent, message: 'a space is missing after the "-"' };
};

/** `metric:csat` */
const noSpaceAfterColon: Rule = (lines, at, { code }) => {
  const line = lines[at];
  if (line === undefined || code !== 'MULTILINE_IMPLICIT_KEY') return null;
  const glued = /^\s*(?:- +)?[\w-]{1,60}:(?=[^\s/:])/.exec(line.text);
  if (glued !== null) {
    return { offset: line.start + glued[0].length - 1, message: 'a space is missing after the ":"' };
  }
  return /^\s*\/\//.test(line.text)
    ? { offset: line.start + line.indent, message: 'a comment begins with # here, not with //' }
    : null;
};

const LIST_KEY = /^\s*(?:- +)?(questions|next|choices|actions|variants):\s*(?:#.*)?$/;

/** `questions:` and below it `id: score` or `{ value: … }`: a list whose entries have no dash. */
const noDash: Rule = (lines, at, { code }) => {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' && code !== 'BAD_INDENT' && code !== 'UNEXPECTED_TOKEN') return null;
  for (const [i, line] of lines.slice(0, at + 1).entries()) {
    const key = LIST_KEY.exec(line.text)?.[1];
    const entry = key === undefined ? undefined : lineAfter(lines, i);
    if (entry === undefined || entry.indent <= keyColumn(line) || /^\s*-/.test(entry.text)) continue;
    return { offset: entry.start + entry.indent, message: `"${key}" is a list: each entry begins with "- "` };
  }
  return null;
};

/** `delay: 45s`, and below it a key that is indented further: the library takes both for one text. */
const nextTooFar: Rule = (lines, at, { code }) => {
  const line = lines[at];
  const next = lineAfter(lines, at);
  if (line === undefined || next === undefined || code !== 'BLOCK_AS_IMPLICIT_KEY') return null;
  const told = line.text.slice(0, line.text.search(/ #|$/));
  const whole = /^[^"'{[]*: +[^"'{[:]*$/.test(told);
  return whole && keyOf(next) !== undefined && next.indent > keyColumn(line) ? tooFar(next, line) : null;
};

/** A line that is not where the lines above it are. */
const outOfLine: Rule = (lines, at, { code, message, offset }) => {
  const line = lines[at];
  const before = lineBefore(lines, at);
  if (line === undefined || before === undefined || message.includes('end with a')) return null;
  const within = offset > line.start + line.indent;
  if (code === 'UNEXPECTED_TOKEN' ? within : code !== 'BAD_INDENT' && !message.includes('- indicator'))
    return null;
  if (/^\s*-/.test(before.text) && line.indent === before.indent && keyOf(line) !== undefined)
    return amongEntries(lines, at, line);
  if (line.indent > keyColumn(before)) return tooFar(line, before);
  const here = `this line is indented with ${spaces(line.indent)}, the one above with ${spaces(keyColumn(before))}`;
  return { offset: line.start + line.indent, message: `${here}: keys of one level stand below each other` };
};

/** A key on a level with the dashes of a list. */
function amongEntries(lines: readonly Line[], at: number, line: Line): Oddity {
  const list = lines.slice(0, at).findLast((one) => says(one) && one.indent < line.indent);
  const name = keyOf(list) ?? '';
  const where = list === undefined ? '' : `, or to begin below "${name}", after ${spaces(keyColumn(list))}`;
  const message = `this line stands among the entries of "${name}": it needs a "- "${where}`;
  return { offset: line.start + line.indent, message };
}

const tooFar = (line: Line, before: Line): Oddity => ({
  offset: line.start + line.indent,
  message: `this line is indented too far: it should begin below "${keyOf(before) ?? before.text.trim()}", after ${spaces(keyColumn(before))}`,
});

/** `{ en: How was order #1? }`: the rest of the line is a comment, and with it the bracket. */
const commentInBrackets: Rule = (lines, at, { message }) => {
  if (!message.includes('end with a')) return null;
  for (let i = at; i >= Math.max(0, at - 20); i -= 1) {
    const line = lines[i];
    const hash = line === undefined ? -1 : commentIn(line.text);
    if (line === undefined || hash < 0 || !/[}\]]/.test(line.text.slice(hash))) continue;
    return {
      offset: line.start + hash,
      message: 'from this # on the line is a comment: put a text with # in quotes',
    };
  }
  return null;
};

/** Where a comment begins, outside of quotes; -1 without one. */
const commentIn = (text: string): number =>
  text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, (part) => '_'.repeat(part.length)).search(/(?<=\s)#/);

/** `{ min: 1 max: 5 }`, `{ en: "How was it?" tr: "Nasıldı?" }` */
const noComma: Rule = (lines, at, { code, offset }) => {
  const line = lines[at];
  if (line === undefined) return null;
  const column = offset - line.start;
  const before = line.text.slice(0, column);
  const rest = line.text.slice(column);
  if (code === 'BLOCK_IN_FLOW') {
    const [, value = '', word = ''] = /^(.{0,200}?\s)([\w-]{1,60})\s*:/.exec(rest) ?? [];
    if (word === '' || !(isKeyLike(word) || isLanguage(word))) {
      return { offset, message: 'there is a second ":" here: put a text with ":" in quotes' };
    }
    return { offset: offset + value.length, message: `a comma is missing before "${word}"` };
  }
  if (code !== 'UNEXPECTED_TOKEN' || !/[[{,]/.test(before)) return null;
  if (/'$/.test(before) && /^\p{L}/u.test(rest)) {
    return { offset: offset - 1, message: "this ' ends the text: put a text with ' in double quotes" };
  }
  if (/"$/.test(before) && /^[\p{L}\p{N}]/u.test(rest)) {
    return { offset: offset - 1, message: 'this " ends the text: put a text with " in single quotes' };
  }
  const word = /^["']?([\p{L}\p{N}_-]{1,60})/u.exec(rest)?.[1];
  return /["'\]}]\s+$/.test(before) && word !== undefined
    ? { offset, message: `a comma is missing before "${word}"` }
    : null;
};

/** Keys of templates are small words; sentences rarely end in one before a colon. */
const isKeyLike = (word: string): boolean => /^[a-z][a-z_]*$/.test(word);

/** `"How was it?”` */
const curlyEnd: Rule = (lines, _at, { message, code }) => {
  if (code !== 'MISSING_CHAR' || !message.includes('quote')) return null;
  for (const line of lines) {
    const curly = /(["'])(?:(?!\1).){0,2000}?[“”„‘’]/.exec(line.text);
    if (curly === null || line.text.slice(curly.index + 1).includes(curly[1] ?? '"')) continue;
    const offset = line.start + curly.index + curly[0].length - 1;
    return { offset, message: `this quote is a curly one and closes nothing: write ${curly[1]}` };
  }
  return null;
};

const RULES: readonly Rule[] = [
  noSpaceAfterDash,
  noSpaceAfterColon,
  commentInBrackets,
  curlyEnd,
  noComma,
  noDash,
  nextTooFar,
  outOfLine,
];
