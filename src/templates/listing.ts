import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault } from './document.ts';
import type { TemplateFault } from './fault.ts';

/** What admins' systems make of `csat.yaml`: another ending, capitals, a second ending that is not shown to them. */
const MEANT = /\.ya?ml(\.txt)?$/i;

const ENDING = '.yaml';

/** Names of the YAML files of a folder in order; null when it cannot be listed. What only looks like one is a fault. */
export async function yamlFiles(dir: string, faults: TemplateFault[]): Promise<string[] | null> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const names = entries.filter(isShown).map(({ name }) => name);
  for (const name of names.filter((one) => MEANT.test(one) && !one.endsWith('.yaml'))) {
    const expected = `the name ${name.replace(MEANT, '.yaml')}`;
    faults.push(
      toFault(join(dir, name), 1, 1, {
        path: [],
        message: 'this file is not read: the names of templates end with .yaml',
        expected,
      }),
    );
  }
  const stems = names.filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -ENDING.length));
  // By stem: "csat" comes before its copies "csat-old" and "csat (1)", and has the id that they have as well.
  return stems.sort().map((stem) => stem + ENDING);
}

const isShown = (entry: Dirent): boolean => !entry.isDirectory() && !entry.name.startsWith('.');

/** Folders below the templates that are read, or that are known to be waiting there. */
const KNOWN_FOLDERS: ReadonlySet<string> = new Set(['words', 'rules', 'measurement', 'library', 'lexicons']);

/** Templates in a folder below are not read: whoever sorted them there would wait for them in vain. */
export async function strayFolders(dir: string): Promise<TemplateFault[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !KNOWN_FOLDERS.has(entry.name),
  );
  const found = await Promise.all(
    folders.map(async ({ name }) => {
      const names = await readdir(join(dir, name)).catch(() => []);
      return names.some((one) => MEANT.test(one)) ? join(dir, name) : null;
    }),
  );
  return found.flatMap((folder) =>
    folder === null
      ? []
      : [
          toFault(folder, 1, 1, {
            path: [],
            message: 'the templates in this folder are not read',
            expected: AT_TOP,
          }),
        ],
  );
}

const AT_TOP = 'them one folder up';
