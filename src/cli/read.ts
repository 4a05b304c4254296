import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Reading, ReadingContext } from '../model/reading.ts';
import { type Lexicons, readReply } from '../replies/index.ts';

const Line = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  scale: z
    .object({ min: z.int().min(0).max(100), max: z.int().min(1).max(100) })
    .refine(({ min, max }) => max > min, { error: 'expected max above min', path: ['max'] }),
  kind: z.enum(['csat', 'ces', 'nps']),
  lang: z.string().nullish(),
  channel: z.string().nullish(),
});

/** One line of output: what the reply was understood to mean. */
export interface ReadLine {
  id: string | number;
  score: number | null;
  comment: boolean;
  optout: boolean;
  optin: boolean;
  auto: boolean;
  ambiguous: boolean;
}

/** A reading as flags. A request to the agents is a comment here: something a person has to read. */
export function flagsOf(reading: Reading): Omit<ReadLine, 'id'> {
  return {
    score: reading.kind === 'score' ? reading.score : null,
    comment:
      reading.kind === 'comment' ||
      reading.kind === 'request' ||
      ((reading.kind === 'score' || reading.kind === 'choice') && reading.comment !== null),
    optout: reading.kind === 'opt_out',
    optin: reading.kind === 'opt_in',
    auto: reading.kind === 'auto_reply',
    ambiguous: reading.kind === 'ambiguous',
  };
}

/** The id of a line that is otherwise wrong, so that its error can be told apart; null when it has none. */
function idOf(value: unknown): string | number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
}

function parseJson(line: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(line) as unknown };
  } catch {
    return { error: 'not JSON: expected one object a line' };
  }
}

function readLine(
  line: string,
  lexicons: Lexicons,
): ReadLine | { id: string | number | null; error: string } {
  const json = parseJson(line);
  if ('error' in json) return { id: null, error: json.error };
  const parsed = Line.safeParse(json.value);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`);
    return { id: idOf(json.value), error: faults.join('; ') };
  }
  const { id, text, scale, kind, lang, channel } = parsed.data;
  const context: ReadingContext = { kind, scale, language: lang ?? undefined, channel: channel ?? undefined };
  return { id, ...flagsOf(readReply(text, context, lexicons)) };
}

/**
 * Reads JSON Lines `{id, text, scale: {min, max}, kind, lang?, channel?}` and writes for each, in order,
 * `{id, score, comment, optout, optin, auto, ambiguous}`, or `{id, error}` where the line is not valid (id null where
 * it cannot be read). Waits where the output is full. Returns the exit code: 1 when a line was not valid.
 */
export async function read(
  input: AsyncIterable<string | Buffer> | NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  lexicons: Lexicons,
): Promise<number> {
  let exitCode = 0;
  const stream = input instanceof Readable ? input : Readable.from(input as AsyncIterable<string | Buffer>);
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const result = readLine(line, lexicons);
    if ('error' in result) exitCode = 1;
    if (!output.write(`${JSON.stringify(result)}\n`)) await once(output, 'drain');
  }
  return exitCode;
}
