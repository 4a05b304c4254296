import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextQuestion } from '../../src/model/flow.ts';
import { scalePoints } from '../../src/model/scale.ts';
import { checkWords } from '../../src/templates/check-words.ts';
import { checkDefaults } from '../../src/templates/defaults.ts';
import {
  checkTemplate,
  DEFAULTS_FILE,
  loadTemplates,
  missingWords,
  readFolder,
} from '../../src/templates/index.ts';
import { SHIPPED } from './folder-of.ts';
import { misspelt } from './misspelt.ts';

const templateFiles = readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml') && name !== DEFAULTS_FILE);
const wordFiles = readdirSync(join(SHIPPED, 'words'));

describe('the shipped templates', () => {
  it('are valid, without a warning, and have words in their languages', async () => {
    const folder = await readFolder(SHIPPED);
    const checked = [...folder.templates.values()];
    expect(checked.flatMap(({ faults, warnings }) => [...faults, ...warnings])).toEqual([]);
    expect(folder.faults).toEqual([]);
    expect(missingWords(folder)).toEqual([]);
  });

  it.each(templateFiles)('%s: one wrong letter in any key is found', (file) => {
    const text = readFileSync(join(SHIPPED, file), 'utf8');
    const cases = [...misspelt(text)].flatMap(({ key, texts }) => texts.map((wrong) => ({ key, wrong })));
    expect(cases.length).toBeGreaterThan(100);
    for (const { key, wrong } of cases) {
      expect(checkTemplate(file, wrong).faults, `${file}: ${key}`).not.toEqual([]);
    }
  });

  it('defaults.yaml: one wrong letter in any key is found', () => {
    const text = readFileSync(join(SHIPPED, DEFAULTS_FILE), 'utf8');
    expect(checkDefaults(DEFAULTS_FILE, text).faults).toEqual([]);
    // A language of the thanks may be any: "en" misspelt is sometimes another language.
    for (const { key, texts } of [...misspelt(text)].filter(({ key: one }) => one.length > 2)) {
      for (const wrong of texts) expect(checkDefaults(DEFAULTS_FILE, wrong).faults, key).not.toEqual([]);
    }
    const noLanguage = checkDefaults(DEFAULTS_FILE, text.replace('  en:', '  xn:'));
    expect(noLanguage.faults).toMatchObject([
      { path: 'thanks.xn', message: expect.stringContaining('"xn"') },
    ]);
  });

  it.each(wordFiles)('words/%s: one wrong letter in any key is found', (file) => {
    const text = readFileSync(join(SHIPPED, 'words', file), 'utf8');
    for (const { key, texts } of misspelt(text)) {
      for (const wrong of texts) expect(checkWords(file, wrong).faults, `${file}: ${key}`).not.toEqual([]);
    }
  });

  it('point editors to the schema', () => {
    for (const file of templateFiles) {
      const first = readFileSync(join(SHIPPED, file), 'utf8').split('\n')[0];
      expect(first).toBe('# yaml-language-server: $schema=../docs/template.schema.json');
    }
    for (const file of wordFiles) {
      const first = readFileSync(join(SHIPPED, 'words', file), 'utf8').split('\n')[0];
      expect(first).toBe('# yaml-language-server: $schema=../../docs/words.schema.json');
    }
  });

  it.each([
    ['csat-after-support', [1, 2], [4, 5]],
    ['ces-after-support', [1, 2], [4, 5]],
    ['nps-relationship', [0, 1, 2, 3, 4, 5, 6], [9, 10]],
  ])('%s asks the unhappy why and the happy what they liked, then for a comment', async (id, bad, good) => {
    const template = (await loadTemplates(SHIPPED)).templates.get(id)?.template;
    const first = template?.questions[0];
    if (template === undefined || first?.type !== 'scale') throw new Error(`${id} has no scale`);
    expect([first.scale.bad, first.scale.good]).toEqual([bad, good]);
    for (const score of scalePoints(first.scale)) {
      const follow = bad.includes(score) ? 'reason' : good.includes(score) ? 'liked' : 'comment';
      expect(nextQuestion(template, 'score', { score })).toBe(follow);
    }
    expect(nextQuestion(template, 'reason', {})).toBe('comment');
    expect(nextQuestion(template, 'liked', {})).toBe('comment');
    expect(nextQuestion(template, 'comment', {})).toBeNull();
  });
});
