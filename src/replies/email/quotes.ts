import { fold } from '../fold.ts';
import type { EmailWords } from '../machine-words.ts';

/** A quote line is no longer than this and is broken over three lines at most. */
const LONGEST_QUOTE_LINE = 300;
const WRAPPED_LINES = 3;
const HEADER_LOOK_AHEAD = 5;
const RULE = /^[\s>]*[-_=*\u2014]{2,}\s*/;
const RULE_END = /\s*[-_=*\u2014:]*\s*$/;
const OUTLOOK_RULE = /^_{8,}$/;
const ENDS_WITH_COLON = /[:：]\s*$/;
const HAS_SOURCE = /[\d@<[]/;
const ADDRESS_AND_DATE = /\d.*@.*[>\])]\s*[:：]$/;

/** The name of a header field that a line begins with ("*Kimden:* …" → "kimden"), or null. */
function fieldOf(line: string): string | null {
  const colon = line.slice(0, 40).search(/[:：]/);
  if (colon <= 0) return null;
  return fold(line.slice(0, colon))
    .replace(/[*_>\s]+/g, ' ')
    .trim();
}

function isHeaderBlock(lines: readonly string[], at: number, words: EmailWords): boolean {
  const isField = (line: string | undefined): boolean => {
    const field = line === undefined ? null : fieldOf(line);
    return field !== null && words.headerFields.has(field);
  };
  if (!isField(lines[at])) return false;
  return lines.slice(at + 1, at + HEADER_LOOK_AHEAD).some(isField);
}

function isSeparator(line: string, words: EmailWords): boolean {
  if (OUTLOOK_RULE.test(line.trim())) return true;
  if (!RULE.test(line) && !ENDS_WITH_COLON.test(line)) return false;
  const bare = fold(line.replace(RULE, '').replace(RULE_END, '')).trim();
  return words.separators.includes(bare);
}

function inOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

const isQuoteLine = (line: string, words: EmailWords): boolean => {
  const folded = fold(line);
  return words.quoteLines.some((parts) => inOrder(folded, parts));
};

const MAY_BE_SOURCE = /\d{4}|[@<[]/;

/** An answer right above the quote is no part of it: what follows is a whole line of that kind by itself. */
function isAnswerAbove(lines: readonly string[], at: number, count: number, words: EmailWords): boolean {
  if (count === 1 || MAY_BE_SOURCE.test(lines[at] ?? '')) return false;
  const rest = lines.slice(at + 1, at + count).join(' ');
  return HAS_SOURCE.test(rest) && isQuoteLine(rest, words);
}

/** How many lines the line above a quoted message takes ("On Monday, Acme\n<s@acme.test> wrote:"), or 0. */
function quoteLineLength(lines: readonly string[], at: number, words: EmailWords): number {
  let joined = '';
  for (let count = 1; count <= WRAPPED_LINES; count++) {
    const line = lines[at + count - 1]?.trim();
    if (line === undefined || line === '') return 0;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > LONGEST_QUOTE_LINE) return 0;
    if (!ENDS_WITH_COLON.test(joined) || !HAS_SOURCE.test(joined)) continue;
    if (ADDRESS_AND_DATE.test(joined)) return isAnswerAbove(lines, at, count, words) ? 0 : count;
    if (isQuoteLine(joined, words)) return isAnswerAbove(lines, at, count, words) ? 0 : count;
  }
  return 0;
}

const isQuoted = (line: string): boolean => /^\s*>/.test(line);

/** The mail without what it quotes. An answer below or between quoted lines stays. */
export function withoutQuotes(text: string, words: EmailWords): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isQuoted(line)) continue;
    if (isSeparator(line, words) || isHeaderBlock(lines, at, words)) break;
    const quoted = quoteLineLength(lines, at, words);
    if (quoted === 0) {
      kept.push(line);
      continue;
    }
    const next = lines.slice(at + quoted).find((other) => other.trim() !== '');
    if (next === undefined || !isQuoted(next)) break;
    at += quoted - 1;
  }
  return kept.join('\n').trim();
}
