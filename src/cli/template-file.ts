import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AfterwordError } from '../model/errors.ts';
import { baseLanguage, type Language, matchLanguage } from '../model/language.ts';
import type { Template } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { checkTemplateFile, checkWordsFile, errorFaults, wordsFor } from '../templates/index.ts';

/** One template file, and what is said around its questions, in one of its languages. */
export interface OpenedTemplate {
  template: Template;
  language: Language;
  /** The variant that is shown; null for a template without variants. */
  variant: string | null;
  words: Words;
}

/** What a command was asked to show. */
export interface Wanted {
  file: string;
  /** A language of the template; its first one when left out. */
  lang: string | undefined;
  /** A variant of the template; its first one when left out. */
  variant: string | undefined;
  /** Folders with `words/`; a later one adds to the earlier ones. */
  wordsDirs: readonly string[];
}

/**
 * Reads one template for a command that shows it.
 * @throws AfterwordError AW_TEMPLATE with every fault; AW_USAGE for a file, language or variant that is not there
 */
export async function openTemplateFile({ file, lang, variant, wordsDirs }: Wanted): Promise<OpenedTemplate> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new AfterwordError('AW_USAGE', `There is no file "${file}".`);
  const { template: version, faults } = await checkTemplateFile(file);
  if (version === null) {
    throw new AfterwordError('AW_TEMPLATE', `${file} has faults.`, { faults: errorFaults(faults) });
  }
  const { template } = version;
  const language = languageOf(template, lang, file);
  const words = new Map<Language, Words>();
  for (const dir of [...wordsDirs, dirname(file)]) {
    for (const [tag, own] of await wordsIn(join(dir, 'words'))) words.set(tag, own);
  }
  return {
    template,
    language,
    variant: variantOf(template, variant, file),
    words: wordsFor(words, language),
  };
}

function languageOf({ languages }: Template, wanted: string | undefined, file: string): Language {
  const language = matchLanguage(languages, wanted);
  if (wanted === undefined || baseLanguage(language) === baseLanguage(wanted)) return language;
  const offered = languages.join(', ');
  throw new AfterwordError('AW_USAGE', `${basename(file)} does not speak "${wanted}"; it has ${offered}.`);
}

function variantOf({ variants = [] }: Template, wanted: string | undefined, file: string): string | null {
  const ids = variants.map(({ id }) => id);
  if (wanted === undefined || ids.includes(wanted)) return wanted ?? ids[0] ?? null;
  const offered = ids.length === 0 ? 'it has none' : `it has ${ids.join(', ')}`;
  throw new AfterwordError('AW_USAGE', `${basename(file)} has no variant "${wanted}"; ${offered}.`);
}

/** The words of a folder by language; a faulty file counts as not there, `templates check` names it. */
async function wordsIn(dir: string): Promise<[Language, Words][]> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.yaml'));
  const read = await Promise.all(names.map((name) => checkWordsFile(join(dir, name))));
  return read.flatMap(({ words }, i): [Language, Words][] =>
    words === null ? [] : [[basename(names[i] ?? '', '.yaml'), words]],
  );
}
