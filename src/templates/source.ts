import { join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type AskingPolicy, DEFAULT_ASKING_POLICY } from '../model/asking-policy.ts';
import type { Log } from '../model/channel-context.ts';
import { AfterwordError } from '../model/errors.ts';
import { baseLanguage, type Language } from '../model/language.ts';
import type { TemplateVersion } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { describeFault, errorFaults, formatFault, type TemplateFault } from './fault.ts';
import { faultLog } from './fault-log.ts';
import { type Content, type KeptContent, nextState, nothing, recovered, type State } from './state.ts';
import { watchFolder } from './watch.ts';

/** What serves of one file of the folder, and what is wrong with it. */
export interface FileStatus {
  /** Its name in the folder: `csat.yaml`, `words/tr.yaml`; "." for the folder itself. */
  file: string;
  /** The id of a template, the name of another file; null while nothing of it serves. */
  name: string | null;
  version: string | null;
  faults: TemplateFault[];
}

/** The templates in force, kept in step with their folder. */
export interface TemplateSource {
  /** In the order of their ids. */
  all(): TemplateVersion[];
  /** What every file has in force, the files beside the templates too. */
  contents(): Content[];
  /** The program's own words in this language, else in its base language, else in English. */
  words(language: Language): Words;
  /** What holds for everybody who is asked: `rules/asking.yaml`, or its defaults. */
  asking(): AskingPolicy;
  /** What is wrong in the folder at this moment; faulty files keep their last good version. */
  faults(): TemplateFault[];
  /** The files that serve or have a fault, by name. */
  status(): FileStatus[];
  /**
   * Lets contents of an earlier run serve where a file has a fault and nothing of it is in force.
   * @throws AfterwordError AW_TEMPLATE when even then there is no valid template at all
   */
  recover(kept: readonly KeptContent[]): Promise<void>;
  /** Calls back after templates, words or faults changed. Returns the way to stop. */
  onChange(changed: () => void): () => void;
  close(): Promise<void>;
}

export interface OpenTemplates {
  dir: string;
  log: Log;
  /** `recover` follows: until then a folder with nothing but faulty files is no reason to give up. */
  recoverable?: boolean;
}

/** Words of ours stand in for those that a folder does not have. */
const SHIPPED = join(import.meta.dirname, '../../templates');

/**
 * Loads a folder of templates and watches it. A good edit is in force within a second; a faulty one is logged and
 * keeps the last good version; a deleted file withdraws its template.
 * @throws AfterwordError AW_TEMPLATE when there is no valid template at all, with every fault
 */
export async function openTemplates({ dir, log, recoverable }: OpenTemplates): Promise<TemplateSource> {
  const listeners = new Set<() => void>();
  const logFaults = faultLog(log);
  const shipped = (await nextState(SHIPPED, nothing())).words;
  let state = nothing();
  let turn: Promise<void> = Promise.resolve();

  /** One after another: a look that overlapped with another would undo it. */
  const change = (next: (before: State) => Promise<State>): Promise<void> => {
    const changing = turn.then(async () => {
      const before = state;
      state = await next(before);
      logFaults(state.faults);
      logTaken(log, before, state);
      logWarnings(log, before, state);
      if (isDeepStrictEqual(seen(before), seen(state))) return;
      for (const changed of listeners) changed();
    });
    turn = changing.catch(() => undefined);
    return changing;
  };
  const look = () => change((before) => nextState(dir, before));

  // Watched before it is read: an edit between the two would be seen by neither.
  const watching = await watchFolder(dir, log, look);
  await look();
  if (state.templates.size === 0 && (recoverable !== true || !mayBeRecovered(dir, state))) {
    await watching.close();
    throw noTemplates(dir, state.faults);
  }
  return {
    all: () => byId(state),
    contents: () => [...state.contents.values()],
    words: (language) => wordsFor(new Map([...shipped, ...state.words]), language),
    asking: () => state.asking ?? DEFAULT_ASKING_POLICY,
    faults: () => state.faults,
    status: () => statusOf(dir, state),
    async recover(kept) {
      await change((before) => recovered(dir, before, kept));
      if (state.templates.size === 0) throw noTemplates(dir, state.faults);
    },
    onChange(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: watching.close,
  };
}

/** What a start would have in force now, without watching. Never throws. */
export async function lookOnce(
  dir: string,
  kept: readonly KeptContent[],
): Promise<{ all: TemplateVersion[]; status: FileStatus[] }> {
  const state = await recovered(dir, await nextState(dir, nothing()), kept);
  return { all: byId(state), status: statusOf(dir, state) };
}

const byId = ({ templates }: State): TemplateVersion[] =>
  [...templates.values()].sort((a, b) => (a.template.id < b.template.id ? -1 : 1));

/** A folder that cannot be listed, or has no file at all, has nothing that an earlier content could stand in for. */
const mayBeRecovered = (dir: string, { faults }: State): boolean => faults.some(({ file }) => file !== dir);

/** What a listener is told of: neither comments nor the time of an edit. */
const seen = ({ contents, faults }: State) => ({
  faults,
  versions: [...contents.values()].map(({ file, name, version }) => [file, name, version]),
});

/** What serves of each file and what is wrong with it. */
function statusOf(dir: string, { contents, faults }: State): FileStatus[] {
  const files = new Set([...contents.keys(), ...faults.map(({ file }) => file)]);
  return [...files].sort().map((file) => {
    const { name = null, version = null } = contents.get(file) ?? {};
    const own = faults.filter((fault) => fault.file === file);
    return { file: relative(dir, file).replaceAll(sep, '/') || '.', name, version, faults: own };
  });
}

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
  const [wasFaulty, faulty] = [faultyFiles(before), faultyFiles(after)];
  for (const [file, { name, version, origin }] of after.contents) {
    const broken = faulty.has(file) && !wasFaulty.has(file);
    if (broken || (origin === null && !before.contents.has(file))) {
      log.warn({ file, template: name, version }, 'the file has a fault: its last good version serves');
    } else if (before.contents.get(file)?.version !== version)
      log.info({ file, template: name, version }, `${kind(name)} in force`);
  }
  const served = new Set([...after.contents.values()].map(({ name }) => name));
  for (const [file, { name }] of before.contents) {
    if (!after.contents.has(file) && !served.has(name))
      log.info({ file, template: name }, `${kind(name)} withdrawn`);
  }
}

const LINES_AT_ONCE = 30;

/** Whoever edits without a check is told as well, once for each edit. */
function logWarnings(log: Log, before: State, after: State): void {
  const known = new Set(before.warnings.map(formatFault));
  const fresh = after.warnings.filter((one) => !known.has(formatFault(one)));
  for (const warning of fresh.slice(0, LINES_AT_ONCE)) {
    const { file, line, column, path } = warning;
    log.warn({ file, line, column, path }, `template warning: ${describeFault(warning)}`);
  }
}

const faultyFiles = ({ faults }: State): Set<string> => new Set(faults.map(({ file }) => file));

/** Ids of templates have no dot. */
const kind = (name: string): string => (name.includes('.') ? 'file' : 'template');

function noTemplates(dir: string, faults: readonly TemplateFault[]): AfterwordError {
  const named = errorFaults(faults);
  const what = named.length === 0 ? `There is no template in ${dir}.` : `No template in ${dir} is valid.`;
  return new AfterwordError('AW_TEMPLATE', what, { faults: named });
}
