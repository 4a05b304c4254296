import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTemplate, loadTemplates } from '../../src/templates/index.ts';
import { folderOf, SHIPPED, small } from './folder-of.ts';

/** Nine levels of nine repetitions: about 400 million entries if it were followed. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, i) => {
    const below = i === 0 ? '"lol"' : `*a${i - 1}`;
    return `a${i}: &a${i} [${Array.from({ length: 9 }, () => below).join(', ')}]`;
  });
  return levels.join('\n');
}

const KIB = 1024;
const upTo = (bytes: number, piece: string): string => piece.repeat(Math.floor(bytes / piece.length));
const keys = (n: number): string => Array.from({ length: n }, (_, i) => `k${i}: 1`).join('\n');

describe('a file that would harm the process', () => {
  it.each([
    ['a YAML bomb', bomb(), /repeated .* too often/],
    ['an anchor within itself', 'a: &a [*a, *a]', /unknown key|missing/],
    ['an anchor that is the whole file', '&a [*a]', /a list does not fit/],
    ['thousands of anchors', `a: &a 1\nb: [${upTo(20 * KIB, '*a,\n ')}1]`, /too often/],
    ['an anchor that is not there', 'id: *nobody', /no text marked &nobody/],
    ['an anchor that comes later', 'id: *a\nmetric: &a x', /before it is marked/],
    ['lists without end', upTo(9 * KIB, '[\n'), /nested more than|is missing/],
    ['groups without end', upTo(19 * KIB, '{a:\n'), /nested more than|is missing/],
    [
      'indentation without end',
      Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /nested/,
    ],
    ['lists in lines without end', upTo(15 * KIB, '- '), /nested/],
    ['thousands of keys', keys(4_900), /unknown key/],
    ['more lines than anybody reads', keys(20_000), /the file has 20000 lines/],
    ['the same key thousands of times', upTo(28 * KIB, 'id: a\n'), /twice/],
    ['one endless word', upTo(200 * KIB, 'a'), /this line has 204800 characters/],
    ['one endless text', `thanks: { en: "${upTo(200 * KIB, 'a ')}" }`, /this line has/],
    ['quotes without end', upTo(200 * KIB, '"'), /this line has/],
    ['question marks without end', upTo(15 * KIB, '? '), /nested/],
    ['prototype keys', '__proto__: { id: x }\nconstructor: 1', /unknown key "(__proto__|constructor)"/],
    ['a JavaScript tag', 'id: !!js/function "process.exit()"', /tags/],
    ['a binary tag', 'id: !!binary aGVsbG8=', /tags/],
    ['a set tag', 'id: !!set { a, b }', /tags/],
  ])('%s gets an error and nothing else happens', (_, text, message) => {
    const { template, faults } = checkTemplate('x.yaml', text);
    expect(template).toBeNull();
    expect(faults.map((fault) => fault.message).join('\n')).toMatch(message);
    expect(({} as Record<string, unknown>).id).toBeUndefined();
  });
});

describe('a slip of any kind', () => {
  const SIGNS = [
    '{',
    '}',
    '[',
    ']',
    ':',
    '-',
    '#',
    '"',
    "'",
    ' ',
    '\n',
    '\t',
    '&a',
    '*a',
    '!x',
    '|',
    '“',
    '%',
  ];
  const text = readFileSync(join(SHIPPED, 'library/trial-end.yaml'), 'utf8');

  it.each([...SIGNS, ''])(
    '%j at any place, or two letters lost, is told with its place or harms nothing',
    (sign) => {
      for (let at = 0; at < text.length; at += 83) {
        const wrong = text.slice(0, at) + sign + text.slice(sign === '' ? at + 2 : at);
        const { template, faults } = checkTemplate('x.yaml', wrong);
        expect(template === null).toBe(faults.length > 0);
        const lines = wrong.split('\n').length;
        const lost = faults.filter(
          ({ line, column, message }) => line < 1 || line > lines || column < 1 || message === '',
        );
        expect(lost).toEqual([]);
      }
    },
  );
});

describe('a file that is no template file', () => {
  it('is named beside the good ones, whatever it is', async () => {
    const dir = await folderOf({
      'good.yaml': small('good'),
      'huge.yaml': Buffer.alloc(10 * KIB * KIB, 'a: 1\n'),
      'large.yaml': `${small('large')}# ${upTo(256 * KIB, 'x')}`,
      'binary.yaml': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
      'utf16.yaml': Buffer.from(`\ufeff${small('utf16')}`, 'utf16le'),
      'latin5.yaml': Buffer.concat([
        Buffer.from('id: x\nmetric: csat\nthanks: '),
        Buffer.from([0xfe, 0xf0, 0x0a]),
      ]),
      'bom.yaml': `\ufeff${small('bom')}`,
      'wrong-ending.yml': small('wrong-ending'),
      '.hidden.yaml': 'nonsense',
      'README.md': '# not a template',
    });
    const { templates, faults } = await loadTemplates(dir);
    expect([...templates.keys()]).toEqual(['bom', 'good']);
    const named = faults.map(({ file, line, message }) => `${file.slice(dir.length + 1)}:${line} ${message}`);
    expect(named).toEqual([
      'binary.yaml:1 this is a binary file',
      'huge.yaml:1 the file is too large (10240 KiB)',
      'large.yaml:1 the file is too large (257 KiB)',
      'latin5.yaml:3 this line is not UTF-8',
      'utf16.yaml:1 the file is written in UTF-16',
      'wrong-ending.yml:1 this file is not read: the names of templates end with .yaml',
    ]);
  });

  it('is refused when a link leads out of the folder, and read when it stays inside', async () => {
    const outside = await folderOf({ 'secret.yaml': small('secret') });
    const dir = await folderOf({ 'good.yaml': small('good'), 'data.txt': small('linked') });
    await symlink(join(outside, 'secret.yaml'), join(dir, 'out.yaml'));
    await symlink('/dev/zero', join(dir, 'zero.yaml'));
    await symlink('loop.yaml', join(dir, 'loop.yaml'));
    await symlink('gone', join(dir, 'dangling.yaml'));
    await symlink('data.txt', join(dir, 'in.yaml'));
    const { templates, faults } = await loadTemplates(dir);
    expect([...templates.keys()]).toEqual(['good', 'linked']);
    expect(faults.map(({ file, message }) => `${file.slice(dir.length + 1)} ${message}`)).toEqual([
      'dangling.yaml there is no such file',
      'loop.yaml this is a link that leads to itself',
      'out.yaml this is a link to a file outside the folder',
      'zero.yaml this is a link to a file outside the folder',
    ]);
  });

  it('does not make a reader wait: a named pipe without a writer is refused', async () => {
    const dir = await folderOf({ 'good.yaml': small('good') });
    execFileSync('mkfifo', [join(dir, 'pipe.yaml')]);
    const { templates, faults } = await loadTemplates(dir);
    expect([...templates.keys()]).toEqual(['good']);
    expect(faults).toMatchObject([{ message: 'this is not a file', line: 1 }]);
  });

  it('is no template when two files have one id: the first by name has it', async () => {
    const dir = await folderOf({ 'a.yaml': small('one'), 'b.yaml': small('one', { thanks: 'Bye!' }) });
    const { templates, faults } = await loadTemplates(dir);
    expect(templates.get('one')?.template.thanks.en).toBe('Thank you!');
    expect(faults).toMatchObject([{ file: join(dir, 'b.yaml'), line: 1, column: 5, path: 'id' }]);
  });

  it('does not hinder words, which are checked the same way', async () => {
    const dir = await folderOf({ 'good.yaml': small('good') });
    const words = join(dir, 'words');
    await mkdir(words);
    await writeFile(
      join(words, 'en.yaml'),
      'skp: "Skip"\nyour_answer: "Your answer"\nask_again: "From {mim} to {max}?"',
    );
    const { faults, words: loaded } = await loadTemplates(dir);
    expect(loaded.size).toBe(0);
    const said = faults.map(({ line, path, message, nearest }) => [line, path, message, nearest]);
    expect(said).toContainEqual([1, 'skp', 'unknown key "skp"', 'skip']);
    expect(said).toContainEqual([2, 'your_answer', '{answer} is missing in this text', undefined]);
    expect(said).toContainEqual([3, 'ask_again', 'nothing fills {mim} here', 'min']);
  });
});
