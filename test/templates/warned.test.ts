import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTemplate, formatFault } from '../../src/templates/index.ts';

const FOLDER = join(import.meta.dirname, 'warned');

/** Each file says on top what it must be warned of, line for line and nothing else. */
const expected = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('# warn: '))
    .map((line) => line.slice('# warn: '.length));

describe('a template that works and is better written otherwise', () => {
  it.each(readdirSync(FOLDER))('%s gets the warning that it must get', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const { template, faults, warnings } = checkTemplate(file, text);
    expect(faults).toEqual([]);
    expect(template).not.toBeNull();
    expect(warnings.map(formatFault)).toEqual(expected(text).map((line) => `${file}:${line}`));
  });

  it('is not warned where the words only look alike', () => {
    const asked = (en: string, tr: string) => `
id: x
metric: csat
languages: [tr, en]
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5 }, text: { tr: "${tr}", en: "${en}" } }
thanks: { tr: "Teşekkürler!", en: "Thank you!" }`;
    const { warnings } = checkTemplate(
      'x.yaml',
      asked('How was our brand new app?', 'Verdiğimiz veri nasıldı?'),
    );
    expect(warnings).toEqual([]);
  });

  it('is not warned of WhatsApp when it never goes there', () => {
    const text = readFileSync(join(FOLDER, 'promotional-in-english.yaml'), 'utf8');
    const elsewhere = text.replace('languages:', 'when: { channels: [telegram, email] }\nlanguages:');
    expect(checkTemplate('x.yaml', elsewhere).warnings).toEqual([]);
  });
});
