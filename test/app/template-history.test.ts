import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { restoreTemplate } from '../../src/app/restore-template.ts';
import { keepTemplateHistory } from '../../src/app/template-news.ts';
import { history, restoredInWords } from '../../src/cli/templates-history.ts';
import { lastGoodContents, templateEdits } from '../../src/store/template-history.ts';
import { openTemplates, type TemplateSource } from '../../src/templates/index.ts';
import { freshDatabase } from '../support/databases.ts';
import { folderOf, keptLog, SHIPPED, small } from '../templates/folder-of.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function begin(files: Record<string, string>) {
  const database = await freshDatabase();
  open.push(() => database.drop());
  const dir = await folderOf(files);
  const log = keptLog();
  const templates = await openTemplates({ dir, log });
  const kept = keepTemplateHistory({ db: database.db, log, now: () => new Date(), templates });
  open.push(async () => {
    await kept.stop();
    await templates.close();
  });
  await kept.settled();
  /** Edits a file as an editor does, and waits until it is in force and kept. */
  const edit = async (name: string, text: string, reached: (source: TemplateSource) => boolean) => {
    const taken = changed(templates, () => reached(templates));
    const draft = join(dir, '.draft');
    await writeFile(draft, text);
    await rename(draft, join(dir, name));
    await taken;
    await kept.settled();
  };
  return { db: database.db, dir, templates, kept, edit };
}

/** Resolves at the first change after which the condition holds. */
const changed = (templates: TemplateSource, reached: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = templates.onChange(() => {
      if (!reached()) return;
      stop();
      resolve();
    });
  });

const thanks = (words: string) => (source: TemplateSource) =>
  source.all().some(({ template }) => template.thanks.en === words);

describe('the history of a template', () => {
  it('keeps every version with its time, its author and what changed, and each once', async () => {
    const { db, edit } = await begin({ 'a.yaml': small('a'), 'b.yaml': small('b') });
    await edit('a.yaml', small('a', { thanks: 'Bye!' }), thanks('Bye!'));
    const [second, first, ...more] = await templateEdits(db, 'a');
    expect(more).toEqual([]);
    expect(first).toMatchObject({ number: 1, file: 'a.yaml', source: small('a'), difference: '' });
    expect(second).toMatchObject({ number: 2, author: userInfo().username });
    expect(second?.difference.split('\n').filter((line) => /^[+-]/.test(line))).toEqual([
      '-thanks: { en: "Thank you!" }',
      '+thanks: { en: "Bye!" }',
    ]);
    expect(Math.abs((second?.changed_at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await templateEdits(db, 'b')).toHaveLength(1);
  });

  it('keeps once what two processes see', async () => {
    const { db, templates } = await begin({ 'a.yaml': small('a') });
    const log = keptLog();
    const others = [1, 2, 3].map(() => keepTemplateHistory({ db, log, now: () => new Date(), templates }));
    await Promise.all(others.map(({ stop }) => stop()));
    expect(await templateEdits(db, 'a')).toHaveLength(1);
  });

  it('says so when only the defaults changed', async () => {
    const bare = small('a').replace(/^thanks: .*\n/m, '');
    const { db, edit } = await begin({ 'a.yaml': bare, 'defaults.yaml': 'thanks: { en: "One" }' });
    await edit('defaults.yaml', 'thanks: { en: "Two" }', thanks('Two'));
    expect((await templateEdits(db, 'a'))[0]).toMatchObject({
      number: 2,
      difference: expect.stringContaining('defaults.yaml'),
    });
  });

  it('knows that a file was deleted, and that it came back', async () => {
    const { db, dir, edit, templates, kept } = await begin({ 'a.yaml': small('a'), 'b.yaml': small('b') });
    const gone = changed(templates, () => templates.all().length === 1);
    await rm(join(dir, 'b.yaml'));
    await gone;
    await kept.settled();
    expect((await templateEdits(db, 'b'))[0]).toMatchObject({ number: 2, state: 'withdrawn', author: '?' });
    expect(await history(db, undefined, false)).toMatch(/^b {2}2 .*withdrawn$/m);
    expect((await lastGoodContents(db)).map(({ file }) => file)).toEqual(['a.yaml']);
    await edit('b.yaml', small('b'), () => templates.all().length === 2);
    const [back] = await templateEdits(db, 'b');
    expect(back).toMatchObject({ number: 3, state: 'in_force', difference: 'the file is there again\n' });
  });

  it('knows that a file got another name', async () => {
    const { db, dir, templates, kept } = await begin({ 'a.yaml': small('a') });
    const moved = changed(templates, () =>
      templates.contents().some(({ inFolder }) => inFolder === 'z.yaml'),
    );
    await rename(join(dir, 'a.yaml'), join(dir, 'z.yaml'));
    await moved;
    await kept.settled();
    expect(await templateEdits(db, 'a')).toMatchObject([
      { number: 2, file: 'z.yaml', difference: 'the file was called a.yaml\n' },
      { number: 1, file: 'a.yaml' },
    ]);
  });

  it('is kept of words and defaults as well', async () => {
    const words = await readFile(join(SHIPPED, 'words/en.yaml'), 'utf8');
    const { db, dir, edit, templates } = await begin({
      'a.yaml': small('a'),
      'defaults.yaml': 'priority: 1',
    });
    await mkdir(join(dir, 'words'));
    await edit('words/en.yaml', words, () => templates.contents().length === 3);
    await edit('words/en.yaml', words.replace('skip: "Skip"', 'skip: "Pass"'), () =>
      templates.words('en').skip.startsWith('Pass'),
    );
    const [second] = await templateEdits(db, 'words/en.yaml');
    expect(second?.difference).toContain('+skip: "Pass"');
    expect(await templateEdits(db, 'defaults.yaml')).toMatchObject([{ number: 1, source: 'priority: 1' }]);
    const restored = await restoreTemplate(db, { dir, id: 'words/en.yaml', number: 1 }, new Date());
    expect(restored).toMatchObject({ file: join(dir, 'words/en.yaml'), created: false, now: 3 });
    expect(await readFile(join(dir, 'words/en.yaml'), 'utf8')).toBe(words);
  });

  it('is listed for people and for programs', async () => {
    const { db, edit } = await begin({ 'a.yaml': small('a'), 'b.yaml': small('b') });
    await edit('a.yaml', small('a', { thanks: 'Bye!' }), thanks('Bye!'));
    const all = await history(db, undefined, false);
    expect(all.split('\n').map((line) => line.split('  ').slice(0, 2))).toEqual([
      ['a', '2'],
      ['b', '1'],
      [''],
    ]);
    expect(await history(db, 'a', false)).toContain('    +thanks: { en: "Bye!" }');
    expect(JSON.parse(await history(db, 'a', true)).versions).toHaveLength(2);
    await expect(history(db, 'none', false)).rejects.toMatchObject({ code: 'AW_NOT_FOUND' });
  });
});

describe('restoring a version', () => {
  it('writes the file back as it was, with its comments, and keeps what it held', async () => {
    const commented = `# mine\n${small('a')}`;
    const { db, dir, edit, templates } = await begin({ 'a.yaml': commented });
    await edit('a.yaml', small('a', { thanks: 'Bye!' }), thanks('Bye!'));
    const taken = new Promise<void>((resolve) => {
      templates.onChange(() => thanks('Thank you!')(templates) && resolve());
    });
    const restored = await restoreTemplate(db, { dir, id: 'a', number: 1 }, new Date());
    expect(restored).toEqual({ file: join(dir, 'a.yaml'), created: false, before: null, now: 3 });
    expect(await readFile(join(dir, 'a.yaml'), 'utf8')).toBe(commented);
    await taken;
    expect((await templateEdits(db, 'a')).map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  it('keeps what was never in force, also with a fault, before it writes over it', async () => {
    const { db, dir } = await begin({ 'a.yaml': small('a') });
    const faulty = small('a', { more: 'colour: red' });
    await writeFile(join(dir, 'a.yaml'), faulty);
    const restored = await restoreTemplate(db, { dir, id: 'a', number: 1 }, new Date());
    expect(restored).toMatchObject({ before: 2, now: 3 });
    expect((await templateEdits(db, 'a'))[1]).toMatchObject({ number: 2, version: null, source: faulty });
    await expect(restoreTemplate(db, { dir, id: 'a', number: 2 }, new Date())).rejects.toMatchObject({
      code: 'AW_TEMPLATE',
      faults: [{ message: expect.stringContaining('colour') }],
    });
    expect(await readFile(join(dir, 'a.yaml'), 'utf8')).toBe(small('a'));
  });

  it('mends the faulty file, and leaves a copy beside it with the same id alone', async () => {
    const { db, dir } = await begin({ 'b.yaml': small('a') });
    const copy = small('a', { thanks: 'Bye!' });
    await writeFile(join(dir, 'b.yaml'), small('a', { more: 'colour: red' }));
    await writeFile(join(dir, 'a.yaml'), copy);
    const restored = await restoreTemplate(db, { dir, id: 'a', number: 1 }, new Date());
    expect(restored.file).toBe(join(dir, 'b.yaml'));
    expect(await readFile(join(dir, 'b.yaml'), 'utf8')).toBe(small('a'));
    expect(await readFile(join(dir, 'a.yaml'), 'utf8')).toBe(copy);
  });

  it('writes a deleted file again, and says that it was not there', async () => {
    const { db, dir, templates, kept } = await begin({ 'a.yaml': small('a'), 'b.yaml': small('b') });
    const gone = changed(templates, () => templates.all().length === 1);
    await rm(join(dir, 'b.yaml'));
    await gone;
    await kept.settled();
    const restored = await restoreTemplate(db, { dir, id: 'b', number: 1 }, new Date());
    expect(restored).toEqual({ file: join(dir, 'b.yaml'), created: true, before: null, now: 3 });
    expect(restoredInWords(restored, 1)).toBe(
      `${dir}/b.yaml was not there and is written again with version 1, as version 3\n`,
    );
    const again = await restoreTemplate(db, { dir, id: 'b', number: 1 }, new Date());
    expect(restoredInWords(again, 1)).toBe(`${dir}/b.yaml holds version 1 already\n`);
  });

  it('names what is not there', async () => {
    const { db, dir } = await begin({ 'a.yaml': small('a') });
    await expect(restoreTemplate(db, { dir, id: 'a', number: 9 }, new Date())).rejects.toMatchObject({
      code: 'AW_NOT_FOUND',
    });
    await expect(restoreTemplate(db, { dir, id: 'x', number: 1 }, new Date())).rejects.toThrow('"x"');
    await restoreTemplate(db, { dir, id: 'a', number: 1 }, new Date());
    await expect(history(db, 'b', false)).rejects.toThrow('No version of "b" is known. Did you mean "a"?');
  });
});
