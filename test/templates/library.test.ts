import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Template } from '../../src/model/template.ts';
import { loadLexicons, readReply } from '../../src/replies/index.ts';
import { checkTemplate, loadTemplates } from '../../src/templates/index.ts';
import { SHIPPED } from './folder-of.ts';
import { misspelt } from './misspelt.ts';

const LIBRARY = join(SHIPPED, 'library');
const files = readdirSync(LIBRARY);
const checked = files.map((file) => ({
  file,
  ...checkTemplate(file, readFileSync(join(LIBRARY, file), 'utf8')),
}));
const templates = checked.flatMap(({ file, template }) =>
  template === null ? [] : [{ file, template: template.template }],
);

const ALL_LANGUAGES = ['tr', 'en', 'de', 'es', 'fr', 'ru', 'ar'];
const MAIN_SIX = [
  'first-contact-resolution.yaml',
  'relationship-nps.yaml',
  'support-ces-2.yaml',
  'support-ces.yaml',
  'support-csat.yaml',
  'transactional-nps.yaml',
];

/** A template's row in the guide: file, metric with its scale, first question, moment, languages. */
function rowOf(file: string, { metric, questions, when, languages }: Template, lang: 'en' | 'tr'): string[] {
  const first = questions[0];
  if (first?.type !== 'scale') throw new Error(`${file} has no scale`);
  const tags = when.tags?.any?.map((tag) => `\`${tag}\``).join(', ');
  const closed = lang === 'en' ? `closed by \`${when.closed_by}\`` : `\`${when.closed_by}\` kapattı`;
  const tagged = lang === 'en' ? `tag ${tags}` : `${tags} etiketi`;
  return [
    `\`${file}\``,
    `${metric}, ${first.scale.min}–${first.scale.max}`,
    first.text[lang] ?? '',
    tags === undefined ? closed : tagged,
    languages.join(', '),
  ];
}

/** The cells of every row that names a file, in the part of a guide below this heading. */
function listedIn(guide: string, heading: string): string[][] {
  const part = guide.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = part.split('\n').filter((line) => /^\| `[a-z0-9-]+\.yaml`/.test(line));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** Every answer with words of its own, as labels and as the reader is told of them. */
function labelled(template: Template) {
  return template.questions.flatMap((question) => {
    if (question.type === 'text') return [];
    const labels =
      question.type === 'scale'
        ? Object.entries(question.labels).map(([point, texts]) => ({ value: Number(point), texts }))
        : question.choices.map(({ value, label }) => ({ value, texts: label }));
    const kind = question.type === 'scale' ? template.metric : 'choice';
    return [{ kind, scale: question.type === 'scale' ? question.scale : null, labels } as const];
  });
}

describe('the library', () => {
  it('holds at least 24 templates, all without a fault or a warning', () => {
    expect(checked.flatMap(({ faults, warnings }) => [...faults, ...warnings])).toEqual([]);
    expect(templates.length).toBe(files.length);
    expect(files.length).toBeGreaterThanOrEqual(24);
  });

  it.each(files)('%s: a wrong letter in any key is found', (file) => {
    const text = readFileSync(join(LIBRARY, file), 'utf8');
    const slips = [...misspelt(text)];
    // One letter of each key, wherever it stands: the shipped templates are held to a slip at every letter.
    for (const [i, { key, texts }] of slips.entries()) {
      const wrong = texts[i % texts.length] ?? '';
      expect(checkTemplate(file, wrong).faults, key).not.toEqual([]);
    }
    expect(new Set(slips.map(({ key }) => key)).size).toBeGreaterThan(20);
  });

  it('is not in force until a file is copied up', async () => {
    const inForce = [...(await loadTemplates(SHIPPED)).templates.keys()];
    expect(inForce).toEqual(['ces-after-support', 'csat-after-support', 'nps-relationship']);
    expect(inForce.filter((id) => templates.some(({ template }) => template.id === id))).toEqual([]);
  });

  it('names each template as its file', () => {
    expect(templates.map(({ template }) => `${template.id}.yaml`)).toEqual(templates.map(({ file }) => file));
  });

  it('has the main six in seven languages and all others in Turkish and English', () => {
    for (const { file, template } of templates) {
      const expected = MAIN_SIX.includes(file) ? ALL_LANGUAGES : ['tr', 'en'];
      expect([file, template.languages]).toEqual([file, expected]);
    }
    expect(templates.map(({ file }) => file)).toEqual(expect.arrayContaining(MAIN_SIX));
  });

  it('asks nobody by default: each template waits for a tag or for the bot, no two for the same', () => {
    const moments = templates.map(({ template }) =>
      JSON.stringify(template.when.tags ?? template.when.closed_by),
    );
    expect(moments).not.toContain(undefined);
    expect(new Set(moments).size).toBe(moments.length);
  });

  it('counts yes as the good answer where it asks yes or no', () => {
    const yesNo = templates.flatMap(({ template: { questions } }) =>
      questions.filter((question) => question.type === 'scale' && question.scale.max === 2),
    );
    expect(yesNo).toHaveLength(2);
    for (const question of yesNo) {
      expect(question).toMatchObject({ scale: { good: [1], bad: [2] }, labels: { 1: { en: 'Yes' } } });
    }
  });

  it('has labels that are read as their answer when they are typed, also "Yes"', () => {
    const lexicons = loadLexicons();
    const misread = templates.flatMap(({ file, template }) =>
      labelled(template).flatMap(({ labels, kind, scale }) => {
        const known = labels.map(({ value, texts }) => ({ value, texts: Object.values(texts) }));
        return labels.flatMap(({ value, texts }) =>
          Object.entries(texts).flatMap(([language, text]) => {
            const reading = readReply(text, { kind, scale, language, labels: known }, lexicons);
            const read = reading.kind === 'score' ? reading.score : 'value' in reading ? reading.value : null;
            return read === value ? [] : [`${file} ${language} "${text}": ${reading.kind}`];
          }),
        );
      }),
    );
    expect(misread).toEqual([]);
  });
});

describe('the words in seven languages', () => {
  it('are there for every language of the library', async () => {
    expect([...(await loadTemplates(SHIPPED)).words.keys()].toSorted()).toEqual(ALL_LANGUAGES.toSorted());
  });

  it('name a word that really switches the surveys on again', async () => {
    const lexicons = loadLexicons();
    const { words } = await loadTemplates(SHIPPED);
    for (const [language, { opted_out }] of words) {
      const word = /\p{Lu}{4,}/u.exec(opted_out)?.[0] ?? '';
      const reading = readReply(word, { kind: 'csat', scale: { min: 1, max: 5 }, language }, lexicons);
      expect([language, word, reading.kind]).toEqual([language, word, 'opt_in']);
    }
  });
});

describe.each([
  ['README.md', 'The library', 'en'],
  ['README.tr.md', 'Kitaplık', 'tr'],
] as const)('the list in %s', (name, heading, lang) => {
  it('is the library: each file with metric, question, moment and languages', () => {
    const listed = listedIn(readFileSync(join(SHIPPED, name), 'utf8'), heading);
    const expected = templates.map(({ file, template }) => rowOf(file, template, lang));
    const byFile = (a: string[], b: string[]) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1);
    expect(listed.toSorted(byFile)).toEqual(expected.toSorted(byFile));
  });
});
