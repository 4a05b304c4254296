import { basename, dirname, join } from 'node:path';
import type { AskingPolicy } from '../model/asking-policy.ts';
import { baseLanguage, type Language } from '../model/language.ts';
import type { TemplateVersion } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { type CheckedTemplate, checkTemplate } from './check.ts';
import { ASKING_FILE, checkAsking } from './check-asking.ts';
import { checkWords } from './check-words.ts';
import { checkDefaults, DEFAULTS_FILE, type Defaults } from './defaults.ts';
import { toFault } from './document.ts';
import type { TemplateFault } from './fault.ts';
import { isLanguage, nearestTag } from './language-names.ts';
import { yamlFiles } from './listing.ts';
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
  /** What `rules/asking.yaml` says; null without that file, or where it has a fault. */
  asking: AskingPolicy | null;
  /** The files beside the templates: `defaults.yaml`, `rules/asking.yaml` and `words/*.yaml`. */
  beside: Map<string, BesideFile>;
  /** Faults of the folder and of the files beside; those of templates are with the templates. */
  faults: TemplateFault[];
}

/** A template file, checked; without an origin when it could not be read. */
export interface CheckedFile extends CheckedTemplate {
  origin?: Origin;
}

/** A file that is no template, checked; `data` is null where there is a fault. */
export interface BesideFile {
  /** Its name in the folder: `defaults.yaml`, `words/tr.yaml`. */
  name: string;
  data: Defaults | Words | AskingPolicy | null;
  origin?: Origin;
}

/**
 * Reads and checks `*.yaml`, `words/*.yaml` and `rules/asking.yaml`. Never throws.
 * @param lastDefaults stand in for a `defaults.yaml` that has a fault
 */
export async function readFolder(dir: string, lastDefaults: Defaults | null = null): Promise<Folder> {
  const folder: Folder = {
    readable: true,
    templates: new Map(),
    defaults: null,
    words: new Map(),
    asking: null,
    beside: new Map(),
    faults: [],
  };
  const names = await yamlFiles(dir, folder.faults);
  if (names === null) {
    const message = 'the folder of templates cannot be listed';
    const fault = toFault(dir, 1, 1, { path: [], message, expected: 'a folder that afterword may read' });
    return { ...folder, readable: false, faults: [fault] };
  }
  if (names.includes(DEFAULTS_FILE)) {
    const file = join(dir, DEFAULTS_FILE);
    const { defaults, faults, origin } = await checkDefaultsFile(file);
    folder.defaults = defaults ?? lastDefaults;
    folder.beside.set(file, beside(DEFAULTS_FILE, defaults, origin));
    folder.faults.push(...faults);
  }
  for (const name of names.filter((one) => one !== DEFAULTS_FILE)) {
    const file = join(dir, name);
    folder.templates.set(file, await checkWith(file, folder.defaults ?? {}));
  }
  await readWords(join(dir, 'words'), folder);
  await readRules(dir, folder);
  return folder;
}

async function readRules(dir: string, folder: Folder): Promise<void> {
  for (const name of (await yamlFiles(join(dir, 'rules'), folder.faults)) ?? []) {
    const file = join(dir, 'rules', name);
    if (`rules/${name}` !== ASKING_FILE) {
      const finding = { path: [], message: 'nothing reads this file', expected: `the name ${ASKING_FILE}` };
      folder.faults.push(toFault(file, 1, 1, finding));
      continue;
    }
    const { policy, faults, origin } = await checkAskingFile(file);
    folder.asking = policy;
    folder.beside.set(file, beside(ASKING_FILE, policy, origin));
    folder.faults.push(...faults);
  }
}

async function readWords(dir: string, folder: Folder): Promise<void> {
  for (const name of (await yamlFiles(dir, folder.faults)) ?? []) {
    const file = join(dir, name);
    const { words, faults, origin } = await checkWordsFile(file);
    folder.words.set(basename(name, '.yaml'), words);
    folder.beside.set(file, beside(`words/${name}`, words, origin));
    folder.faults.push(...faults);
  }
}

const beside = (name: string, data: BesideFile['data'], origin: Origin | undefined): BesideFile =>
  origin === undefined ? { name, data } : { name, data, origin };

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

/** Reads and checks the rules of asking. */
export async function checkAskingFile(
  file: string,
): Promise<ReturnType<typeof checkAsking> & { origin?: Origin }> {
  const read = await readTemplateFile(dirname(file), basename(file));
  if ('text' in read) return { ...checkAsking(file, read.text), origin: read };
  return { policy: null, faults: [unread(file, read)] };
}

/** Reads and checks a file of defaults. */
export async function checkDefaultsFile(
  file: string,
): Promise<ReturnType<typeof checkDefaults> & { origin?: Origin }> {
  const read = await readTemplateFile(dirname(file), basename(file));
  if ('text' in read) return { ...checkDefaults(file, read.text), origin: read };
  return { defaults: null, faults: [unread(file, read)] };
}

/** Reads and checks one file of words, which is named by its language. */
export async function checkWordsFile(
  file: string,
): Promise<ReturnType<typeof checkWords> & { origin?: Origin }> {
  const tag = basename(file, '.yaml');
  const read = await readTemplateFile(dirname(file), basename(file));
  if (!('text' in read)) return { words: null, faults: [unread(file, read)] };
  if (isLanguage(tag)) return { ...checkWords(file, read.text), origin: read };
  const meant = nearestTag(tag);
  const fault = toFault(file, 1, 1, {
    path: [],
    message: `"${tag}" is not the tag of a language: a file of words is named by one`,
    expected: `a name such as ${meant ?? 'tr'}.yaml`,
    nearest: meant === undefined ? undefined : `${meant}.yaml`,
  });
  return { words: null, faults: [fault], origin: read };
}

const unread = (
  file: string,
  { fault, expected, line = 1 }: { fault: string; expected?: string; line?: number },
): TemplateFault => toFault(file, line, 1, { path: [], message: fault, expected });

/**
 * Which template is in force from which file. A faulty file keeps what it had in `before`; an id belongs to the file
 * that had it before, faulty or not, then to the first by name.
 */
export function templatesInForce(
  { templates }: Folder,
  before: ReadonlyMap<string, TemplateVersion>,
): { byFile: Map<string, TemplateVersion>; faults: TemplateFault[] } {
  const byFile = new Map<string, TemplateVersion>();
  const faults = [...templates.values()].flatMap((checked) => checked.faults);
  const holders = new Map<string, string>();
  const holds = ([file, { template }]: [string, CheckedTemplate]): boolean =>
    before.has(file) && (template === null || before.get(file)?.template.id === template.template.id);
  const entries = [...templates];
  for (const entry of [...entries.filter(holds), ...entries.filter((other) => !holds(other))]) {
    const [file, { template, place }] = entry;
    const holder = template === null ? undefined : holders.get(template.template.id);
    if (template !== null && holder !== undefined) {
      const message = `${basename(holder)} has the id "${template.template.id}" already`;
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
