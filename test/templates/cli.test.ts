import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/cli/templates.ts';
import { folderOf, SHIPPED, small } from './folder-of.ts';

/** Runs the command and keeps what it wrote. */
async function run(
  paths: string[],
  format: 'text' | 'json' = 'text',
): Promise<{ code: number; text: string }> {
  let text = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { code: await check(paths, output, { format }), text };
}

describe('templates check', () => {
  it('finds nothing wrong with what is shipped', async () => {
    expect(await run([SHIPPED])).toEqual({ code: 0, text: '11 files: no faults, no warnings\n' });
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
    const { code, text } = await run([join(dir, 'a.yaml')], 'json');
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
    expect((await run([await folderOf({})])).code).toBe(1);
  });
});
