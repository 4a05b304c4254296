import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { baseLanguage, type Language } from '../model/language.ts';
import type { TemplateVersion } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { type CheckedTemplate, checkTemplate } from './check.ts';
import { checkWords } from './check-words.ts';
import { checkDefaults, DEFAULTS_FILE, type Defaults } from './defaults.ts';
import { toFault } from './document.ts';
import type { TemplateFault } from './fault.ts';
import { type Origin, readTemplateFile } from './read-file.ts';

/** Everything that one look at the folder found. Files are named as they would be opened: `templates/csat.yaml`. */
export interface Folder {
  /** False when the folder itself could not be listed. */
  readable: boolean;
  templates: Map<string, CheckedFile>;
  /** What `defaults.yaml` gives, or the last good one gave; null without such a file. */
  defaults: Defaults | null;
  /** By language; null for a file with a fault. */
  words: Map<Language, Words | null>;
  /** Faults of the folder and of words; those of templates are with the templates. */
  faults: TemplateFault[];
}

/** A template file, checked; without an origin when it could not be read. */
export interface CheckedFile extends CheckedTemplate {
  origin?: Origin;
}

/**
 * Reads and checks `*.yaml` and `words/*.yaml`. Never throws.
 * @param lastDefaults stand in for a `defaults.yaml` that has a fault
 */
export async function readFolder(dir: string, lastDefaults: Defaults | null = null): Promise<Folder> {
  const folder: Folder = {
    readable: true,
    templates: new Map(),
    defaults: null,
    words: new Map(),
    faults: [],
  };
  const names = await yamlFiles(dir, folder.faults);
  if (names === null) {
    const message = 'the folder of templates cannot be listed';
    const fault = toFault(dir, 1, 1, { path: [], message, expected: 'a folder that afterword may read' });
    return { ...folder, readable: false, faults: [fault] };
  }
  if (names.includes(DEFAULTS_FILE)) {
    const { defaults, faults } = await checkDefaultsFile(join(dir, DEFAULTS_FILE));
    folder.defaults = defaults ?? lastDefaults;
    folder.faults.push(...faults);
  }
  for (const name of names.filter((one) => one !== DEFAULTS_FILE)) {
    const file = join(dir, name);
    folder.templates.set(file, await checkWith(file, folder.defaults ?? {}));
  }
  const wordsDir = join(dir, 'words');
  for (const name of (await yamlFiles(wordsDir, folder.faults)) ?? []) {
    const { words, faults } = await checkWordsFile(join(wordsDir, name));
    folder.words.set(name.replace(/\.yaml$/, ''), words);
    folder.faults.push(...faults);
  }
  return folder;
}

/** Names of the YAML files of a folder in order; null when it cannot be listed. */
async function yamlFiles(dir: string, faults: TemplateFault[]): Promise<string[] | null> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  for (const { name } of files.filter((entry) => entry.name.endsWith('.yml'))) {
    const expected = `the name ${name.replace(/yml$/, 'yaml')}`;
    faults.push(toFault(join(dir, name), 1, 1, { path: [], message: 'files end with .yaml here', expected }));
  }
  return files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
}

/**
 * Reads and checks one template file, with the defaults of its folder as far as they are good. Whatever is wrong with
 * the file itself is a fault too.
 */
export async function checkTemplateFile(file: string): Promise<CheckedFile> {
  const { defaults } = await checkDefaultsFile(join(dirname(file), DEFAULTS_FILE));
  return checkWith(file, defaults ?? {});
}

async function checkWith(file: string, defaults: Defaults): Promise<CheckedFile> {
  const read = await readTemplateFile(dirname(file), basename(file));
  if ('text' in read) return { ...checkTemplate(file, read.text, defaults), origin: read };
  const fault = unread(file, read);
  return { template: null, faults: [fault], warnings: [], place: () => fault };
}

/** Reads and checks a file of defaults. */
export async function checkDefaultsFile(file: string): Promise<ReturnType<typeof checkDefaults>> {
  const read = await readTemplateFile(dirname(file), basename(file));
  return 'text' in read ? checkDefaults(file, read.text) : { defaults: null, faults: [unread(file, read)] };
}

/** Reads and checks one file of words. */
export async function checkWordsFile(file: string): Promise<ReturnType<typeof checkWords>> {
  const read = await readTemplateFile(dirname(file), basename(file));
  return 'text' in read ? checkWords(file, read.text) : { words: null, faults: [unread(file, read)] };
}

const unread = (
  file: string,
  { fault, expected, line = 1 }: { fault: string; expected?: string; line?: number },
): TemplateFault => toFault(file, line, 1, { path: [], message: fault, expected });

/**
 * Which template is in force from which file. A faulty file keeps what it had in `before`; an id belongs to the file
 * that had it before, then to the first by name.
 */
export function templatesInForce(
  { templates }: Folder,
  before: ReadonlyMap<string, TemplateVersion>,
): { byFile: Map<string, TemplateVersion>; faults: TemplateFault[] } {
  const byFile = new Map<string, TemplateVersion>();
  const faults = [...templates.values()].flatMap((checked) => checked.faults);
  const holders = new Map<string, string>();
  const holds = ([file, { template }]: [string, CheckedTemplate]): boolean =>
    template !== null && before.get(file)?.template.id === template.template.id;
  const entries = [...templates];
  for (const entry of [...entries.filter(holds), ...entries.filter((other) => !holds(other))]) {
    const [file, { template, place }] = entry;
    const holder = template === null ? undefined : holders.get(template.template.id);
    if (template !== null && holder !== undefined) {
      const message = `${holder} has the id "${template.template.id}" already`;
      faults.push(place({ path: ['id'], message, expected: 'an id of its own' }));
    }
    const taken = [template, before.get(file)].find((one) => one != null && !holders.has(one.template.id));
    if (taken == null) continue;
    holders.set(taken.template.id, file);
    byFile.set(file, taken);
  }
  return { byFile, faults };
}

/** Languages that a template speaks and the program's own words do not: customers would get those in another. */
export function missingWords({ templates, words }: Folder): TemplateFault[] {
  const known = new Set([...words.keys()].map(baseLanguage));
  if (known.size === 0) return [];
  return [...templates.values()].flatMap(({ template, place }) =>
    (template?.template.languages ?? []).flatMap((language, i) =>
      known.has(baseLanguage(language))
        ? []
        : [
            place({
              path: ['languages', i],
              message: `words/${language}.yaml is missing: the words around the questions come in another language`,
            }),
          ],
    ),
  );
}
