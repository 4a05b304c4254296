import { readFile, rename, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { restoreTemplate } from '../../src/app/restore-template.ts';
import { keepTemplateHistory } from '../../src/app/template-news.ts';
import { history } from '../../src/cli/templates-history.ts';
import { templateEdits } from '../../src/store/template-history.ts';
import { openTemplates, type TemplateSource } from '../../src/templates/index.ts';
import { freshDatabase } from '../support/databases.ts';
import { folderOf, keptLog, small } from '../templates/folder-of.ts';

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
    const changed = new Promise<void>((resolve) => {
      const stop = templates.onChange(() => {
        if (!reached(templates)) return;
        stop();
        resolve();
      });
    });
    await writeFile(join(dir, `.${name}`), text);
    await rename(join(dir, `.${name}`), join(dir, name));
    await changed;
    await kept.settled();
  };
  return { db: database.db, dir, templates, edit };
}

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

  it('names what is not there', async () => {
    const { db, dir } = await begin({ 'a.yaml': small('a') });
    await expect(restoreTemplate(db, { dir, id: 'a', number: 9 }, new Date())).rejects.toMatchObject({
      code: 'AW_NOT_FOUND',
    });
    await expect(restoreTemplate(db, { dir, id: 'x', number: 1 }, new Date())).rejects.toThrow('"x"');
  });
});
