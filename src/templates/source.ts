import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../model/channel-context.ts';
import { AfterwordError } from '../model/errors.ts';
import { baseLanguage, type Language } from '../model/language.ts';
import type { TemplateVersion } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { inOrder } from './check.ts';
import type { Defaults } from './defaults.ts';
import { errorFaults, type TemplateFault } from './fault.ts';
import { faultLog } from './fault-log.ts';
import { readFolder, templatesInForce } from './folder.ts';
import type { Origin } from './read-file.ts';
import { watchFolder } from './watch.ts';

/** A template in force, with the file that it came from. */
export interface TemplateFile extends Origin {
  file: string;
  version: TemplateVersion;
}

/** The templates in force, kept in step with their folder. */
export interface TemplateSource {
  /** In the order of their ids. */
  all(): TemplateVersion[];
  /** The same with their files, as they were when they came into force. */
  files(): TemplateFile[];
  /** The program's own words in this language, else in its base language, else in English. */
  words(language: Language): Words;
  /** What is wrong in the folder at this moment; faulty files keep their last good version. */
  faults(): TemplateFault[];
  /** Calls back after templates, words or faults changed. Returns the way to stop. */
  onChange(changed: () => void): () => void;
  close(): Promise<void>;
}

/** Words of ours stand in for those that a folder does not have. */
const SHIPPED = join(import.meta.dirname, '../../templates');

/** What one look at the folder left in force. */
interface State {
  byFile: Map<string, TemplateVersion>;
  defaults: Defaults | null;
  words: Map<Language, Words>;
  faults: TemplateFault[];
}

/**
 * Loads a folder of templates and watches it. A good edit is in force within a second; a faulty one is logged and
 * keeps the last good version; a deleted file withdraws its template.
 * @throws AfterwordError AW_TEMPLATE when there is no valid template at all, with every fault
 */
export async function openTemplates({ dir, log }: { dir: string; log: Log }): Promise<TemplateSource> {
  const listeners = new Set<() => void>();
  const logFaults = faultLog(log);
  const origins = new Map<string, Origin>();
  let state: State = { byFile: new Map(), defaults: null, words: await shippedWords(), faults: [] };

  const look = async (): Promise<void> => {
    const before = state;
    state = await nextState(dir, before, origins);
    logFaults(state.faults);
    logTaken(log, before, state);
    if (isDeepStrictEqual(before, state)) return;
    for (const changed of listeners) changed();
  };

  // Watched before it is read: an edit between the two would be seen by neither.
  const watching = await watchFolder(dir, log, look);
  await look();
  if (state.byFile.size === 0) {
    await watching.close();
    throw noTemplates(dir, state.faults);
  }
  return {
    all: () => [...state.byFile.values()].sort((a, b) => (a.template.id < b.template.id ? -1 : 1)),
    files: () =>
      [...state.byFile].flatMap(([file, version]) => {
        const origin = origins.get(file);
        return origin === undefined ? [] : [{ file, version, ...origin }];
      }),
    words: (language) => wordsFor(state.words, language),
    faults: () => state.faults,
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: watching.close,
  };
}

async function nextState(dir: string, before: State, origins: Map<string, Origin>): Promise<State> {
  const folder = await readFolder(dir, before.defaults);
  if (!folder.readable) return { ...before, faults: folder.faults };
  const { byFile, faults } = templatesInForce(folder, before.byFile);
  for (const [file, { template, origin }] of folder.templates) {
    if (origin !== undefined && template !== null && byFile.get(file)?.version === template.version)
      origins.set(file, origin);
  }
  const words = new Map([...before.words, ...goodWords(folder.words)]);
  return { byFile, defaults: folder.defaults, words, faults: inOrder([...folder.faults, ...faults]) };
}

const goodWords = (words: ReadonlyMap<Language, Words | null>): [Language, Words][] =>
  [...words].flatMap(([language, found]): [Language, Words][] => (found === null ? [] : [[language, found]]));

const shippedWords = async (): Promise<Map<Language, Words>> =>
  new Map(goodWords((await readFolder(SHIPPED)).words));

/** The words in this language, else in its base language, else in English. */
export function wordsFor(words: ReadonlyMap<Language, Words>, language: Language): Words {
  const found =
    words.get(language) ?? words.get(baseLanguage(language)) ?? words.get('en') ?? [...words.values()][0];
  if (found === undefined) {
    throw new AfterwordError('AW_TEMPLATE', 'There is no file of words: templates/words/en.yaml is missing.');
  }
  return found;
}

function logTaken(log: Log, before: State, after: State): void {
  for (const [file, { template, version }] of after.byFile) {
    if (before.byFile.get(file)?.version === version) continue;
    log.info({ file, template: template.id, version }, 'template in force');
  }
  for (const [file, { template }] of before.byFile) {
    if (!after.byFile.has(file)) log.info({ file, template: template.id }, 'template withdrawn');
  }
}

function noTemplates(dir: string, faults: readonly TemplateFault[]): AfterwordError {
  const named = errorFaults(faults);
  const what = named.length === 0 ? `There is no template in ${dir}.` : `No template in ${dir} is valid.`;
  return new AfterwordError('AW_TEMPLATE', what, { faults: named });
}
