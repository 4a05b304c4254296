import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { AfterwordError } from '../model/errors.ts';
import { compileLexicons, type Lexicons } from './compile.ts';
import { Lexicon } from './lexicon.ts';

/** The folder of the lexicons that afterword brings. */
const BUILT_IN_LEXICONS = join(import.meta.dirname, 'lexicons');

function readLexicon(file: string): Lexicon {
  let raw: unknown;
  try {
    raw = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const faults = [{ path: file, message: cause instanceof Error ? cause.message : String(cause) }];
    throw new AfterwordError('AW_TEMPLATE', `The lexicon ${file} is no readable YAML.`, { faults, cause });
  }
  const result = Lexicon.safeParse(raw);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => ({
      path: `${file}: ${issue.path.join('.')}`,
      message: issue.message,
    }));
    throw new AfterwordError('AW_TEMPLATE', `The lexicon ${file} has ${faults.length} fault(s).`, { faults });
  }
  const named = basename(file).replace(/\.ya?ml$/, '');
  if (named === result.data.language) return result.data;
  const faults = [{ path: `${file}: language`, message: `expected "${named}", as the file is named` }];
  throw new AfterwordError('AW_TEMPLATE', `The lexicon ${file} names another language.`, { faults });
}

/** Lists add up, objects are merged key by key, and of single values the later one holds. */
function merge(base: unknown, more: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(more)) return [...new Set([...base, ...more])];
  if (typeof base !== 'object' || base === null || typeof more !== 'object' || more === null) return more;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(more)) {
    merged[key] = key in merged ? merge(merged[key], value) : value;
  }
  return merged;
}

/** The lexicon files of a folder, in the order of their names; none where the folder is missing. */
function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(dir, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * The built-in lexicons, extended by those in `dirs` (an admin's `<TEMPLATES_DIR>/lexicons`): a file of the same
 * name adds to the built-in one, a new name adds a language. Reads files once; throws AW_TEMPLATE with every fault
 * of a file and its path.
 */
export function loadLexicons(dirs: readonly string[] = []): Lexicons {
  const byLanguage = new Map<string, Lexicon>();
  for (const file of [BUILT_IN_LEXICONS, ...dirs].flatMap(filesIn)) {
    const lexicon = readLexicon(file);
    const known = byLanguage.get(lexicon.language);
    byLanguage.set(lexicon.language, known === undefined ? lexicon : (merge(known, lexicon) as Lexicon));
  }
  return compileLexicons([...byLanguage.values()]);
}
