import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Fault } from '../model/errors.ts';

/**
 * A setting written in YAML, as its schema has it. Aliases are followed to a bound, so that a short file stays short.
 * @param file its name, for the faults
 * @param faulty makes the error of all faults; each names file, line and path
 * @throws what `faulty` makes
 */
export function parseYamlSetting<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
  faulty: (faults: readonly Fault[]) => Error,
): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map(({ message, pos }) => ({
    path: `${file}:${lines.linePos(pos[0]).line}`,
    message: message.split('\n')[0] ?? message,
  }));
  if (syntax.length > 0) throw faulty(syntax);
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (parsed.success) return parsed.data;
  throw faulty(
    parsed.error.issues.flatMap(located).map(({ path, message }) => ({
      path: `${file}:${lineIn(document, lines, path)} ${path.map(String).join('.')}`.trim(),
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
