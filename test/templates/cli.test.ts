import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type CheckOptions, check } from '../../src/cli/templates.ts';
import { folderOf, SHIPPED, small } from './folder-of.ts';

/** Runs the command and keeps what it wrote. */
async function run(
  paths: string[],
  more: Partial<CheckOptions> = {},
): Promise<{ code: number; text: string }> {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const channels = ['telegram', 'web-chat', 'whatsapp-cloud'];
  return { code: await check(paths, output, { format: 'text', strict: false, channels, ...more }), text };
}

describe('templates check', () => {
  it('finds nothing wrong with what is shipped', async () => {
    expect(await run([SHIPPED])).toEqual({
      code: 0,
      text: expect.stringMatching(/^\d+ files: no faults, no warnings\n$/),
    });
  });

  it('writes all faults of all files with place, key and what was meant, and exits with 1', async () => {
    const dir = await folderOf({
      'a.yaml': small('a', { more: 'priorty: 1' }),
      'b.yaml': small('a'),
      'c.yaml': 'id: [',
    });
    const { code, text } = await run([dir]);
    expect(code).toBe(1);
    expect(text.split('\n')).toEqual([
      `${dir}/a.yaml:7:1  priorty  unknown key "priorty" (did you mean "priority"?)`,
      `${dir}/c.yaml:1:6  a ] is missing before here`,
      '3 files: 2 faults, no warnings',
      '',
    ]);
  });

  it('warns without failing', async () => {
    const dir = await folderOf({ 'a.yaml': small('a').replace('How was', 'How great was') });
    await mkdir(join(dir, 'words'));
    const { code, text } = await run([join(dir, 'a.yaml')]);
    expect(code).toBe(0);
    expect(text).toContain('questions[0].text.en  warning: "great" suggests an answer');
  });

  it('warns of a language that the words are not written in', async () => {
    const german = small('a').replace('[en]', '[de]').replaceAll('{ en:', '{ de:');
    const dir = await folderOf({ 'a.yaml': german });
    await mkdir(join(dir, 'words'));
    await writeFile(join(dir, 'words/en.yaml'), 'skip: Skip');
    expect((await run([dir])).text).toContain('a.yaml:3:13  languages[0]  warning: words/de.yaml is missing');
  });

  it('writes JSON for programs', async () => {
    const dir = await folderOf({ 'a.yaml': small('a', { more: 'colour: red' }) });
    const { code, text } = await run([join(dir, 'a.yaml')], { format: 'json' });
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      files: 1,
      faults: [
        { file: join(dir, 'a.yaml'), line: 7, column: 1, path: 'colour', message: 'unknown key "colour"' },
      ],
      warnings: [],
    });
  });

  it('checks a file of words as words', async () => {
    expect((await run([join(SHIPPED, 'words/tr.yaml')])).code).toBe(0);
  });

  it('calls a path that is not there wrong usage, and an empty folder a fault', async () => {
    await expect(run(['no/such/file.yaml'])).rejects.toMatchObject({ code: 'AW_USAGE' });
    const empty = await folderOf({ 'csat.YAML': small('a') });
    await mkdir(join(empty, 'words'));
    await writeFile(join(empty, 'words/en.yaml'), await readFile(join(SHIPPED, 'words/en.yaml')));
    const { code, text } = await run([empty]);
    expect(code).toBe(1);
    expect(text).toContain('there is no template in this folder');
    expect(text).toMatch(/csat\.YAML:1:1 {2}this file is not read: .* expected the name csat\.yaml/);
  });

  it('fails for warnings when it is told to be strict', async () => {
    const dir = await folderOf({ 'a.yaml': small('a').replace('How was', 'How great was') });
    expect((await run([dir])).code).toBe(0);
    expect((await run([dir], { strict: true })).code).toBe(1);
    expect((await run([SHIPPED], { strict: true })).code).toBe(0);
  });

  it('names files whose name says nothing: no language, another ending, a folder that is not read', async () => {
    const dir = await folderOf({ 'a.yaml': small('a'), 'b.yaml.txt': small('b'), 'c.yml': small('c') });
    for (const folder of ['words', 'ours']) await mkdir(join(dir, folder));
    const words = await readFile(join(SHIPPED, 'words/en.yaml'));
    for (const name of ['turkce', 'TR', 'en']) await writeFile(join(dir, `words/${name}.yaml`), words);
    await writeFile(join(dir, 'ours/d.yaml'), small('d'));
    const { code, text } = await run([dir]);
    expect(code).toBe(1);
    expect(text.split('\n').map((line) => line.replace(dir, ''))).toEqual([
      '/b.yaml.txt:1:1  this file is not read: the names of templates end with .yaml; expected the name b.yaml',
      '/c.yml:1:1  this file is not read: the names of templates end with .yaml; expected the name c.yaml',
      '/words/TR.yaml:1:1  "TR" is not the tag of a language: a file of words is named by one (did you mean "tr.yaml"?)',
      '/words/turkce.yaml:1:1  "turkce" is not the tag of a language: a file of words is named by one (did you mean "tr.yaml"?)',
      '/ours:1:1  warning: the templates in this folder are not read; expected them one folder up',
      '4 files: 4 faults, 1 warning',
      '',
    ]);
    expect((await run([join(dir, 'words')])).text).toContain('3 files: 2 faults');
  });

  it('warns of a channel that this afterword does not have', async () => {
    const dir = await folderOf({
      'a.yaml': small('a', { more: 'when: { channels: [telegram, whatsapp, slack] }' }),
    });
    const { code, text } = await run([dir]);
    expect(code).toBe(0);
    expect(text).toContain(
      'a.yaml:7:40  when.channels[2]  warning: this afterword has no channel "slack"; it has telegram, web-chat, whatsapp-cloud',
    );
    expect(text).toContain('1 warning');
  });
});
