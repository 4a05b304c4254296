import type { Finding } from '../fault.ts';
import { nearest } from '../nearest.ts';
import { type Outline, textsOf } from '../outline.ts';

/** Every text in every language of the template, in no other, and without holes that nothing fills. */
export function textFindings(outline: Outline): Finding[] {
  const { languages } = outline;
  // A language that cannot be read would make every text look wrong: it is named by the schema alone.
  if (languages.includes('')) return [];
  const twice = languages.flatMap((language, i): Finding[] =>
    languages.indexOf(language) < i
      ? [{ path: ['languages', i], message: `the language "${language}" stands here twice` }]
      : [],
  );
  return [...twice, ...textsOf(outline).flatMap((entry) => inAllLanguages(entry, languages))];
}

function inAllLanguages(
  { path, texts }: ReturnType<typeof textsOf>[number],
  languages: readonly string[],
): Finding[] {
  if (languages.length === 0) return [];
  const absent = languages.filter((language) => texts[language] === undefined);
  const foreign = Object.keys(texts).filter((language) => !languages.includes(language));
  const meant = foreign.map((language) => nearest(language, absent));
  return [
    ...foreign.map(
      (language, i): Finding => ({
        path: [...path, language],
        atKey: true,
        message: `"${language}" is not among the languages of this template`,
        expected: languages.join(', '),
        nearest: meant[i],
      }),
    ),
    ...absent
      .filter((language) => !meant.includes(language))
      .map((language): Finding => ({ path, atKey: true, message: `the text in "${language}" is missing` })),
    ...Object.entries(texts).flatMap(([language, text]) => holes([...path, language], text)),
  ];
}

function holes(path: Finding['path'], text: unknown): Finding[] {
  const hole = typeof text === 'string' ? /\{[^{}]{0,60}\}/.exec(text) : null;
  if (hole === null) return [];
  return [{ path, message: `nothing fills ${hole[0]}: customers would see it as written` }];
}
