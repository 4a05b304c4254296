import { Lexer } from 'yaml';
import { MAX_DEPTH, TOO_DEEP } from './yaml-messages.ts';

/** No text is as long; a parser takes seconds over some lines that are. */
const MAX_LINE = 20_000;

/** Ten times the longest survey; every line can be a key, and every key takes its time. */
const MAX_LINES = 5_000;

/** A space that looks like one and is none to YAML: it comes with texts that are copied from pages and chats. */
const UNUSUAL_INDENT = /^ *[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/;
const UNUSUAL_SPACE = 'this line begins with an unusual space: delete it and type a usual one';

/**
 * What would keep the parser busy for long, found in one cheap pass that stops at the first: endless lines, and
 * brackets or dashes within each other beyond all measure. Null for any file of a person's making.
 */
export function preCheck(text: string): { offset: number; message: string } | null {
  let start = 0;
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) return { offset: 0, message: `the file has ${lines.length} lines` };
  for (const line of lines) {
    if (line.length > MAX_LINE) return { offset: start, message: `this line has ${line.length} characters` };
    const odd = UNUSUAL_INDENT.exec(line);
    if (odd !== null) return { offset: start + odd[0].length - 1, message: UNUSUAL_SPACE };
    start += line.length + 1;
  }
  return endlessDepth(text);
}

function endlessDepth(text: string): { offset: number; message: string } | null {
  let brackets = 0;
  let dashes = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    if (token === ']' || token === '}') brackets -= 1;
    if (token === '-' || token === '?') dashes += 1;
    if (token === '\n' || token === '\r\n') dashes = 0;
    if (brackets > MAX_DEPTH || dashes > MAX_DEPTH) return { offset, message: TOO_DEEP };
    // The lexer's own marks (a document begins, a scalar follows) are no part of the text.
    if (!OWN_MARKS.includes(token)) offset += token.length;
  }
  return null;
}

const OWN_MARKS = ['\u0002', '\u0018', '\u001f'];
