import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AfterwordError } from '../../src/model/errors.ts';
import type { ReadingContext } from '../../src/model/reading.ts';
import { loadLexicons, readReply } from '../../src/replies/index.ts';

const csat: ReadingContext = { kind: 'csat', scale: { min: 1, max: 5 } };
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lexicons-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(dir, name), text);

function faultsOf(run: () => unknown): readonly { path: string; message: string }[] {
  try {
    run();
  } catch (error) {
    if (error instanceof AfterwordError) return error.faults;
    throw error;
  }
  throw new Error('expected an error');
}

describe('the lexicons', () => {
  it('are nine languages out of the box, and a missing folder adds none', () => {
    const { languages } = loadLexicons([join(dir, 'nowhere')]);
    expect(languages).toEqual(['ar', 'de', 'en', 'es', 'fr', 'it', 'pt', 'ru', 'tr']);
  });

  it('are extended by a file of the same name', () => {
    const text = '5 guv';
    expect(readReply(text, { ...csat, language: 'en' }, loadLexicons())).not.toMatchObject({ score: 5 });
    write('en.yaml', 'language: en\nfillers: [captain, guv]\n');
    expect(readReply(text, { ...csat, language: 'en' }, loadLexicons([dir]))).toMatchObject({
      score: 5,
      comment: null,
    });
  });

  it('grow by a language with one file', () => {
    write(
      'nl.yaml',
      'language: nl\nnumbers:\n  4: vier\n  5: vijf\nstars: ster, sterren\nopt_out:\n  words: afmelden\n',
    );
    const lexicons = loadLexicons([dir]);
    expect(readReply('vijf sterren', { ...csat, language: 'nl' }, lexicons)).toMatchObject({ score: 5 });
    expect(readReply('Afmelden', { ...csat, language: 'nl' }, lexicons)).toEqual({ kind: 'opt_out' });
  });

  it('name every fault of a file with its path', () => {
    write(
      'en.yaml',
      'language: en\nfilers: [x]\nnumbers: { five: [five] }\nrequests: [(please) help (me)]\n',
    );
    const paths = faultsOf(() => loadLexicons([dir])).map(({ path, message }) => `${path} ${message}`);
    expect(paths).toHaveLength(3);
    expect(paths.join('\n')).toMatch(/filers/);
    expect(paths.join('\n')).toMatch(/numbers\.five/);
    expect(paths.join('\n')).toMatch(/requests\.0 expected at least two words/);
  });

  it('refuse a file that names another language, and one that is no YAML', () => {
    write('en.yaml', 'language: tr\n');
    expect(faultsOf(() => loadLexicons([dir]))[0]?.message).toMatch(/expected "en"/);
    write('en.yaml', 'language: [\n');
    expect(faultsOf(() => loadLexicons([dir]))[0]?.path).toMatch(/en\.yaml/);
  });
});
