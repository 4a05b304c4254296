import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { calculate } from '../metrics/index.ts';

/** Strings whole, or the number words that JSON does not have and other languages' writers emit. */
const BEYOND_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity|inf|nan)\b/g;

/** A mark no line holds by itself: it stands for a number that is none while the rest of the line is read. */
const MARK = '\u0000not a number\u0000';

/**
 * Reads one line. NaN and Infinity are no JSON, but the line is read around them, so that the answer can name its id
 * and the field.
 * @throws SyntaxError when the line is no JSON otherwise either
 */
function read(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    const marked = line.replace(BEYOND_JSON, (text) => (text.startsWith('"') ? text : JSON.stringify(MARK)));
    if (marked === line) throw error;
    return JSON.parse(marked, (_, value: unknown) => (value === MARK ? Number.NaN : value));
  }
}

function answer(line: string, number: number): ReturnType<typeof calculate> {
  try {
    return calculate(read(line));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { id: null, error: `line ${number}: not a JSON object on one line` };
  }
}

/**
 * `npx afterword metric`: one figure for each line, in order, as soon as the line is there. Empty lines are passed by.
 *
 * @returns the exit code: 0, or 1 when a line could not be calculated
 */
export async function metric(input: Readable, output: Writable): Promise<number> {
  let exitCode = 0;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    const result = answer(text, number);
    if ('error' in result) exitCode = 1;
    if (!output.write(`${JSON.stringify(result)}\n`)) await once(output, 'drain');
  }
  return exitCode;
}
