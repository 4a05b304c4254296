import { holesIn, isVariable, VARIABLES } from '../../model/variables.ts';
import type { Finding, Path } from '../fault.ts';
import { isLanguage, noLanguage } from '../language-names.ts';
import { nearest } from '../nearest.ts';
import type { Outline } from '../outline.ts';
import { type TextEntry, textsOf } from '../texts-of.ts';

/** Every text in every language of the template, in no other, and without holes that nothing fills. */
export function textFindings(outline: Outline): Finding[] {
  const { languages } = outline;
  // A language that cannot be read would make every text look wrong: it is named by the schema alone.
  if (languages.includes('')) return [];
  const unknown = languages.flatMap((language, i): Finding[] =>
    isLanguage(language) ? [] : [{ path: ['languages', i], ...noLanguage(language) }],
  );
  if (unknown.length > 0) return unknown;
  const twice = languages.flatMap((language, i): Finding[] =>
    languages.indexOf(language) < i
      ? [{ path: ['languages', i], message: `the language "${language}" stands here twice` }]
      : [],
  );
  return [...twice, ...textsOf(outline).flatMap((entry) => inAllLanguages(entry, languages))];
}

function inAllLanguages(entry: TextEntry, languages: readonly string[]): Finding[] {
  if (languages.length === 0) return [];
  const { path, texts } = entry;
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
    ...Object.entries(texts).flatMap(([language, text]) =>
      holeFindings([...path, language], entry.role, text),
    ),
  ];
}

const KNOWN = Object.keys(VARIABLES);

/** Only what is asked and said has holes: a label with a name in it could not be typed, or recognised when it is. */
export function holeFindings(path: Path, role: TextEntry['role'], text: unknown): Finding[] {
  if (typeof text !== 'string') return [];
  const holes = holesIn(text);
  const labelled = role === 'label' || role === 'button';
  const wrong = holes.find(({ name }) => labelled || !isVariable(name));
  if (wrong !== undefined) {
    const { offset, written, name } = wrong;
    const message = `nothing fills ${written}${labelled ? ' here' : ''}: customers would see it as written`;
    if (labelled) return [{ path, offset, message, expected: 'a label without { }' }];
    const expected = `one of ${KNOWN.map((known) => `{${known}}`).join(', ')}`;
    return [{ path, offset, message, expected, nearest: nearest(name, KNOWN) }];
  }
  const rest = holes.reduce((left, { written }) => left.replace(written, ' '.repeat(written.length)), text);
  const offset = rest.search(/[{}]/);
  if (offset < 0) return [];
  const message = `this ${rest[offset]} belongs to nothing: a hole is written {contact.name|there}`;
  return [{ path, offset, message }];
}
