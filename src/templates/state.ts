import { basename, join } from 'node:path';
import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Language } from '../model/language.ts';
import type { TemplateVersion } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { checkTemplate, inOrder } from './check.ts';
import { ASKING_FILE, checkAsking } from './check-asking.ts';
import { checkWords } from './check-words.ts';
import { checkDefaults, DEFAULTS_FILE, type Defaults } from './defaults.ts';
import type { TemplateFault } from './fault.ts';
import { type BesideFile, type Folder, readFolder, templatesInForce } from './folder.ts';
import type { Origin } from './read-file.ts';
import { contentVersion } from './version.ts';

/** What a file of the folder has in force. */
export interface Content {
  /** The file as it would be opened. */
  file: string;
  /** Its name in the folder: `csat.yaml`, `words/tr.yaml`. */
  inFolder: string;
  /** The id of a template; for the files beside them their name in the folder: `defaults.yaml`, `words/tr.yaml`. */
  name: string;
  version: string;
  /** Null for what came out of the database: its file is not the one that it was read from. */
  origin: Origin | null;
}

/** An earlier content of a file, as the database keeps it. */
export interface KeptContent {
  /** Its name in the folder: `csat.yaml`, `words/tr.yaml`. */
  file: string;
  source: string;
}

/** What one look at the folder left in force. */
export interface State {
  templates: Map<string, TemplateVersion>;
  defaults: Defaults | null;
  /** Those of the folder; words of ours stand in for others. */
  words: Map<Language, Words>;
  /** Null where the folder says nothing about it. */
  asking: AskingPolicy | null;
  /** By file, templates and files beside them. */
  contents: Map<string, Content>;
  faults: TemplateFault[];
  /** What works and is better done otherwise, in templates that are in force as they stand in the folder. */
  warnings: TemplateFault[];
}

export const nothing = (): State => ({
  templates: new Map(),
  defaults: null,
  words: new Map(),
  asking: null,
  contents: new Map(),
  faults: [],
  warnings: [],
});

/** Looks at the folder: a faulty file keeps what it had before. A folder that cannot be listed changes nothing. */
export async function nextState(dir: string, before: State): Promise<State> {
  const folder = await readFolder(dir, before.defaults);
  if (!folder.readable) return { ...before, faults: folder.faults };
  const { byFile, faults } = templatesInForce(folder, before.templates);
  const words = [...folder.words].flatMap(([language, found]): [Language, Words][] => {
    const kept = found ?? before.words.get(language);
    return kept === undefined ? [] : [[language, kept]];
  });
  return {
    templates: byFile,
    defaults: folder.defaults,
    words: new Map(words),
    asking: [...folder.beside.values()].some(({ name }) => name === ASKING_FILE)
      ? (folder.asking ?? before.asking)
      : null,
    contents: new Map([...templateContents(folder, byFile, before), ...besideContents(folder, before)]),
    faults: inOrder([...folder.faults, ...faults]),
    warnings: [...folder.templates].flatMap(([file, { template, warnings }]) =>
      template !== null && byFile.get(file)?.version === template.version ? warnings : [],
    ),
  };
}

const templateContents = (
  { templates }: Folder,
  byFile: ReadonlyMap<string, TemplateVersion>,
  before: State,
): [string, Content][] =>
  [...byFile].map(([file, { template, version }]) => {
    const { template: read, origin } = templates.get(file) ?? {};
    const own = read?.version === version ? origin : before.contents.get(file)?.origin;
    return [file, { file, inFolder: basename(file), name: template.id, version, origin: own ?? null }];
  });

const besideContents = ({ beside }: Folder, before: State): [string, Content][] =>
  [...beside].flatMap(([file, { name, data, origin }]): [string, Content][] => {
    const kept = before.contents.get(file);
    if (data !== null) return [[file, besideContent(file, name, data, origin ?? null)]];
    return kept === undefined ? [] : [[file, kept]];
  });

const besideContent = (file: string, name: string, data: object, origin: Origin | null): Content => ({
  file,
  inFolder: name,
  name,
  version: contentVersion(data),
  origin,
});

/**
 * The state with contents of an earlier run where a file has a fault and nothing of it is in force; what does not fit
 * this afterword any more is passed by.
 */
export async function recovered(dir: string, state: State, kept: readonly KeptContent[]): Promise<State> {
  const folder = await readFolder(dir);
  if (!folder.readable) return state;
  const seed: State = { ...state, words: new Map(state.words), contents: new Map(state.contents) };
  for (const [file, one] of folder.beside) {
    const source = kept.find((content) => content.file === one.name)?.source;
    if (one.data === null && !seed.contents.has(file) && source !== undefined) lay(seed, file, one, source);
  }
  const had = kept.flatMap(({ file: name, source }): [string, TemplateVersion][] => {
    const file = join(dir, name);
    const { template } = checkTemplate(file, source, seed.defaults ?? {});
    return template === null ? [] : [[file, template]];
  });
  return nextState(dir, { ...seed, templates: withHad(state.templates, folder, had) });
}

/** What serves, with what files had in an earlier run: an id stays with its file, though a copy came before it by name. */
function withHad(
  serving: State['templates'],
  { templates: files }: Folder,
  had: readonly [string, TemplateVersion][],
): State['templates'] {
  const templates = new Map(serving);
  const holder = (id: string) => [...templates].find(([, { template }]) => template.id === id)?.[0];
  for (const [file, version] of had) {
    const { id } = version.template;
    const now = files.get(file);
    // A file that was renamed or became another template meanwhile holds nothing back.
    if (now === undefined || templates.has(file)) continue;
    if (now.template !== null && now.template.template.id !== id) continue;
    const copy = holder(id);
    if (copy !== undefined) templates.delete(copy);
    templates.set(file, version);
  }
  for (const [file, version] of had) {
    if (!templates.has(file) && holder(version.template.id) === undefined) templates.set(file, version);
  }
  return templates;
}

function lay(seed: State, file: string, { name }: BesideFile, source: string): void {
  const data = besideData(file, name, source);
  if (data === null) return;
  seed.contents.set(file, besideContent(file, name, data, null));
  if (name === DEFAULTS_FILE) seed.defaults = data as Defaults;
  else if (name === ASKING_FILE) seed.asking = data as AskingPolicy;
  else seed.words.set(name.replace(/^words\/|\.yaml$/g, ''), data as Words);
}

function besideData(file: string, name: string, source: string): BesideFile['data'] {
  if (name === DEFAULTS_FILE) return checkDefaults(file, source).defaults;
  return name === ASKING_FILE ? checkAsking(file, source).policy : checkWords(file, source).words;
}
