import { baseLanguage, Language } from '../model/language.ts';
import { nearest } from './nearest.ts';

const known = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** Languages that people write by name, in their own language or in English: the ones that customers are asked in. */
const COMMON: readonly string[] =
  'tr en de fr es it pt nl ru uk pl cs sk ro bg el hu sv da nb fi et lv lt hr sr sl sq mk ar fa he hi bn ur zh ja ko vi th id ms az kk uz ka hy'.split(
    ' ',
  );

/** Without accents and in small letters, the Turkish ones too: "Türkçe" → "turkce". */
const folded = (text: string): string =>
  text.toLowerCase().replaceAll('ı', 'i').normalize('NFD').replace(/\p{M}/gu, '');

let byName: Map<string, string> | undefined;

function names(): Map<string, string> {
  byName ??= new Map(
    COMMON.flatMap((tag): [string, string][] =>
      ['en', 'tr', tag].flatMap((language): [string, string][] => {
        const name = new Intl.DisplayNames(language, { type: 'language' }).of(tag);
        return name === undefined ? [] : [[folded(name), tag]];
      }),
    ),
  );
  return byName;
}

/** The tag in its usual form ("tur" → "tr", "en-us" → "en-US"); undefined for what has not its shape. */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** Whether there is such a language, by this tag: "xx" is one in shape only, and "tur" is written "tr". */
export function isLanguage(tag: string): boolean {
  const base = baseLanguage(tag);
  return Language.safeParse(tag).success && canonical(base) === base && known.of(base) !== undefined;
}

/** The tag that is meant: "Turkish", "türkçe", "tur", "TR" → "tr"; "en_us" → "en-US". */
export function nearestTag(written: string): string | undefined {
  const word = folded(written.trim());
  const tag = canonical(word.replace(/[_ ]/g, '-'));
  if (tag !== undefined && isLanguage(tag)) return tag;
  const exact = names().get(word);
  if (exact !== undefined) return exact;
  const near = nearest(word, [...names().keys()]);
  return near === undefined || word.length < 4 ? undefined : names().get(near);
}

/** What is wrong with a tag that is none, and what may be meant. */
export const noLanguage = (
  tag: string,
): { message: string; expected: string; nearest: string | undefined } => ({
  message: `there is no language with the tag "${tag}"`,
  expected: 'a language tag such as "tr" or "pt-BR"',
  nearest: nearestTag(tag),
});
