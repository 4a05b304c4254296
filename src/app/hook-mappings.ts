import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { faultPath } from '../intake/generic.ts';
import { HookMapping, mappedSource } from '../intake/mapping.ts';
import { intakeSources } from '../intake/registry.ts';
import type { IntakeSource } from '../intake/source.ts';
import type { Log } from '../model/channel-context.ts';
import { AfterwordError, type Fault } from '../model/errors.ts';

/** Names that are taken: of the helpdesks with a file of their own, and of the hook for every other. */
const TAKEN: ReadonlySet<string> = new Set(['generic', ...intakeSources.map(({ name }) => name)]);

/**
 * One mapping, read and checked.
 * @throws AfterwordError AW_HOOK_MAPPING with every fault
 */
export function readMapping(file: string, text: string): HookMapping {
  const parsed = HookMapping.safeParse(readYaml(file, text));
  if (!parsed.success) {
    throw faulty(
      file,
      parsed.error.issues.map((issue) => ({
        path: faultPath(issue.path) || '(file)',
        message: issue.message,
      })),
    );
  }
  if (!TAKEN.has(parsed.data.name)) return parsed.data;
  throw faulty(file, [{ path: 'name', message: `"${parsed.data.name}" is taken: choose another name` }]);
}

function readYaml(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, customTags: [] });
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1;
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'cannot be read';
    throw faulty(file, [{ path: `line ${line}`, message }]);
  }
}

const faulty = (file: string, faults: readonly Fault[]): AfterwordError =>
  new AfterwordError('AW_HOOK_MAPPING', `${file} has faults: ${faults.map((one) => one.path).join(', ')}.`, {
    faults,
  });

/**
 * The mappings of a folder, each as a source; none where there is no such folder. One with faults is left out and said:
 * the hooks of the others are to be taken.
 */
export async function loadMappings(dir: string, log: Pick<Log, 'error'>): Promise<IntakeSource[]> {
  const files = await readdir(dir).catch(() => []);
  const found = new Map<string, IntakeSource>();
  for (const file of files.filter((name) => /\.ya?ml$/.test(name)).sort()) {
    try {
      const mapping = readMapping(file, await readFile(path.join(dir, file), 'utf8'));
      found.set(mapping.name, mappedSource(mapping) as IntakeSource);
    } catch (error) {
      if (!(error instanceof AfterwordError)) throw error;
      log.error({ file, faults: error.faults }, 'a mapping of hooks has faults and is left out');
    }
  }
  return [...found.values()];
}
