import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AfterwordError } from '../../src/model/errors.ts';
import { openTemplates, type TemplateSource } from '../../src/templates/index.ts';
import { folderOf, keptLog, SHIPPED, small } from './folder-of.ts';

async function opened(dir: string) {
  const log = keptLog();
  const source = await openTemplates({ dir, log });
  onTestFinished(() => source.close());
  return { source, log };
}

/** Resolves at the first change after which the condition holds. */
const changedTo = (source: TemplateSource, reached: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = source.onChange(() => {
      if (!reached()) return;
      stop();
      resolve();
    });
  });

const ids = (source: TemplateSource): string[] => source.all().map(({ template }) => template.id);
const thanks = (source: TemplateSource): string[] =>
  source.all().map(({ template }) => template.thanks.en ?? '');

describe('a watched folder of templates', () => {
  it('takes a good edit and gives it a new version', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    const { source } = await opened(dir);
    const before = source.all()[0]?.version;
    const changed = changedTo(source, () => thanks(source)[0] === 'Bye!');
    await writeFile(join(dir, 'a.yaml'), small('a', { thanks: 'Bye!' }));
    await changed;
    expect(source.all()[0]?.version).not.toBe(before);
  });

  it('keeps the last good version of a file that turned faulty, and says file, line and key in the log', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    const { source, log } = await opened(dir);
    const changed = changedTo(source, () => source.faults().length > 0);
    await writeFile(join(dir, 'a.yaml'), small('a', { thanks: 'Bye!', more: 'priorty: 3\n' }));
    await changed;
    expect(thanks(source)).toEqual(['Thank you!']);
    const warning = log.lines.find(({ level }) => level === 'warn');
    expect(warning?.fields).toEqual({ file: join(dir, 'a.yaml'), line: 7, column: 1, path: 'priorty' });
    expect(warning?.message).toContain('did you mean "priority"?');
  });

  it('warns in the log of an edit that works and is better written otherwise, once', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    const { source, log } = await opened(dir);
    const asked = changedTo(source, () => source.all()[0]?.template.thanks.en === 'Bye!');
    await writeFile(
      join(dir, 'a.yaml'),
      small('a', { thanks: 'Bye!' }).replace('How was it', 'How great was it'),
    );
    await asked;
    const again = changedTo(source, () => source.all().length === 2);
    await writeFile(join(dir, 'b.yaml'), small('b'));
    await again;
    const warnings = log.lines.filter(({ message }) => message.startsWith('template warning: '));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.fields).toMatchObject({ file: join(dir, 'a.yaml'), line: 5 });
    expect(warnings[0]?.message).toContain('"great" suggests an answer');
  });

  it('forgets a fault once it is mended', async () => {
    const dir = await folderOf({ 'a.yaml': small('a'), 'b.yaml': 'id: b\n' });
    const { source } = await opened(dir);
    expect(source.faults()).not.toEqual([]);
    const changed = changedTo(source, () => ids(source).includes('b'));
    await writeFile(join(dir, 'b.yaml'), small('b'));
    await changed;
    expect(source.faults()).toEqual([]);
  });

  it('withdraws the template of a deleted file and takes that of a new one', async () => {
    const dir = await folderOf({ 'a.yaml': small('a'), 'b.yaml': small('b') });
    const { source } = await opened(dir);
    const changed = changedTo(source, () => ids(source).join() === 'a,c');
    await rm(join(dir, 'b.yaml'));
    await writeFile(join(dir, 'c.yaml'), small('c'));
    await changed;
  });

  it('takes an edit that replaces the file, as many editors write it', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    const { source } = await opened(dir);
    const changed = changedTo(source, () => thanks(source)[0] === 'Bye!');
    await writeFile(join(dir, '.a.yaml.tmp'), small('a', { thanks: 'Bye!' }));
    await rename(join(dir, '.a.yaml.tmp'), join(dir, 'a.yaml'));
    await changed;
  });

  it('leaves an id with the file that had it first', async () => {
    const dir = await folderOf({ 'b.yaml': small('one') });
    const { source } = await opened(dir);
    const changed = changedTo(source, () => source.faults().length > 0);
    await writeFile(join(dir, 'a.yaml'), small('one', { thanks: 'Bye!' }));
    await changed;
    expect(thanks(source)).toEqual(['Thank you!']);
    expect(source.faults()[0]).toMatchObject({ file: join(dir, 'a.yaml'), path: 'id', line: 1, column: 5 });
  });

  it('leaves an id with the file that had it first, also while that file has a fault', async () => {
    const dir = await folderOf({ 'b.yaml': small('one') });
    const { source } = await opened(dir);
    const broken = changedTo(source, () => source.faults().length > 0);
    await writeFile(join(dir, 'b.yaml'), small('one', { more: 'colour: red' }));
    await broken;
    const copied = changedTo(source, () => source.faults().length > 1);
    await writeFile(join(dir, 'a.yaml'), small('one', { thanks: 'Bye!' }));
    await copied;
    expect(thanks(source)).toEqual(['Thank you!']);
    expect(source.faults()[0]).toMatchObject({ message: 'b.yaml has the id "one" already' });
  });

  it('says nothing of a change that changes nothing', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    const { source } = await opened(dir);
    let calls = 0;
    source.onChange(() => {
      calls += 1;
    });
    await writeFile(join(dir, 'a.yaml'), `# a comment\n${small('a')}`);
    const changed = changedTo(source, () => ids(source).includes('b'));
    await writeFile(join(dir, 'b.yaml'), small('b'));
    await changed;
    expect(calls).toBe(1);
  });
});

describe('opening a folder of templates', () => {
  it('loads the good ones and names the faulty one', async () => {
    const dir = await folderOf({ 'a.yaml': small('a'), 'b.yaml': small('b', { more: 'colour: red' }) });
    const { source } = await opened(dir);
    expect(ids(source)).toEqual(['a']);
    expect(source.faults()).toMatchObject([{ file: join(dir, 'b.yaml'), line: 7, path: 'colour' }]);
  });

  it('refuses to start without a single valid template and names every fault', async () => {
    const dir = await folderOf({ 'a.yaml': 'id: a\n', 'b.yaml': '[' });
    const refused = await openTemplates({ dir, log: keptLog() }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AfterwordError);
    const error = refused as AfterwordError;
    expect(error.code).toBe('AW_TEMPLATE');
    expect(error.faults.length).toBeGreaterThan(3);
    expect(error.faults.at(-1)?.path).toContain(`${join(dir, 'b.yaml')}:1:`);
  });

  it('refuses a folder that is not there, or that has no templates', async () => {
    const empty = await folderOf({});
    await expect(openTemplates({ dir: empty, log: keptLog() })).rejects.toThrow('There is no template in');
    await expect(openTemplates({ dir: join(empty, 'none'), log: keptLog() })).rejects.toMatchObject({
      faults: [{ message: expect.stringContaining('cannot be listed') }],
    });
  });

  it('has words of its own for a folder without any, in English for languages it does not know', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    const { source } = await opened(dir);
    expect(source.words('tr').skip).toBe('Atla');
    expect(source.words('tr-TR').skip).toBe('Atla');
    expect(source.words('xx').skip).toBe('Skip');
  });

  it('takes the shorter name where a file and its copies have one id and nothing says which was first', async () => {
    const dir = await folderOf({ 'a.yaml': small('one'), 'a-old.yaml': small('one', { thanks: 'Bye!' }) });
    const { source } = await opened(dir);
    expect(thanks(source)).toEqual(['Thank you!']);
  });

  it.each([
    ['good', small('one')],
    ['faulty', small('one', { more: 'colour: red' })],
  ])('leaves an id with the file that had it in an earlier run, which is %s', async (_, held) => {
    const dir = await folderOf({ 'a.yaml': small('one', { thanks: 'Bye!' }), 'b.yaml': held });
    const { source } = await opened(dir);
    await source.recover([{ file: 'b.yaml', source: small('one') }]);
    expect(source.all()).toHaveLength(1);
    expect(thanks(source)).toEqual(['Thank you!']);
    const [status] = source.status();
    expect(status).toMatchObject({ file: 'a.yaml', name: null, faults: [{ path: 'id' }] });
  });

  it('lets a template go with its file when that was renamed since the earlier run', async () => {
    const dir = await folderOf({ 'a.yaml': small('one', { thanks: 'Bye!' }), 'b.yaml': small('two') });
    const { source } = await opened(dir);
    await source.recover([{ file: 'b.yaml', source: small('one') }]);
    expect(thanks(source)).toEqual(['Bye!', 'Thank you!']);
    expect(source.faults()).toEqual([]);
  });

  it('loads the shipped templates together', async () => {
    const { source } = await opened(SHIPPED);
    expect(ids(source)).toEqual(['ces-after-support', 'csat-after-support', 'nps-relationship']);
    expect(source.faults()).toEqual([]);
  });
});
