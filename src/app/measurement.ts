import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { AfterwordError, type Fault } from '../model/errors.ts';
import { Measurement } from '../model/measurement.ts';

/** Where the setting lies in a folder of templates. */
const FILE = path.join('measurement', 'measurement.yaml');

/** The one that comes with afterword stands in for a folder's own. */
const SHIPPED = fileURLToPath(new URL('../../templates', import.meta.url));

/**
 * Reads `measurement/measurement.yaml` of the folder of templates, or the one that comes with afterword.
 * @throws AfterwordError AW_SETTINGS with every fault and its line
 */
export async function loadMeasurement(templates: string): Promise<Measurement> {
  for (const folder of [templates, SHIPPED]) {
    const file = path.join(folder, FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new AfterwordError('AW_SETTINGS', `${file} cannot be read (${error.code}).`, { cause: error });
    });
    if (text !== null) return parseMeasurement(text, file);
  }
  return Measurement.parse({});
}

function parseMeasurement(text: string, file: string): Measurement {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map(({ message, pos }) => ({
    path: `${file}:${lines.linePos(pos[0]).line}`,
    message: message.split('\n')[0] ?? message,
  }));
  if (syntax.length > 0) throw faulty(file, syntax);
  const parsed = Measurement.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (parsed.success) return parsed.data;
  const lineOf = (path: readonly PropertyKey[]) => lineIn(document, lines, path);
  throw faulty(
    file,
    parsed.error.issues.flatMap(located).map(({ path, message }) => ({
      path: `${file}:${lineOf(path)} ${path.map(String).join('.')}`.trim(),
      message,
    })),
  );
}

/** Where an issue is; unknown keys are each a fault of their own. */
const located = (issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'unknown key' }))
    : [{ path: issue.path, message: issue.message }];

/** The line of a value, or of what it would stand in. */
function lineIn(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
    if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

const faulty = (file: string, faults: readonly Fault[]): AfterwordError =>
  new AfterwordError('AW_SETTINGS', `${file} has faults.`, { faults });
