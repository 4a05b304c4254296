import { Lexer } from 'yaml';
import { MAX_DEPTH, TOO_DEEP } from './yaml-messages.ts';

/** No text is as long; a parser takes seconds over some lines that are. */
const MAX_LINE = 20_000;

/**
 * What would keep the parser busy for long, found in one cheap pass that stops at the first: endless lines, and
 * brackets or dashes within each other beyond all measure. Null for any file of a person's making.
 */
export function preCheck(text: string): { offset: number; message: string } | null {
  let start = 0;
  for (const line of text.split('\n')) {
    if (line.length > MAX_LINE) return { offset: start, message: `this line has ${line.length} characters` };
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
