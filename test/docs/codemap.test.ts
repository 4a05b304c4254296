import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeWordsOf, read, root } from './documents.ts';

const words = codeWordsOf(read('src/README.md'));

/** `app/unit.ts` lies in src, `test/…` and the like at the top. */
const isThere = (name: string): boolean =>
  existsSync(join(root, 'src', name)) || existsSync(join(root, name));

describe('src/README.md', () => {
  it('names every room, and every folder in one', () => {
    const folders = globSync('{*,*/*}/', { cwd: join(root, 'src'), withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, 'src').length + 1));
    // The files of the demo page are no folder of code to find one's way in.
    const unnamed = folders.filter((folder) => !words.includes(`${folder}/`) && folder !== 'console/demo');
    expect(unnamed).toEqual([]);
  });

  it('names every file that stands beside the rooms', () => {
    const files = globSync('*.ts', { cwd: join(root, 'src') });
    expect(files.filter((file) => !words.includes(file))).toEqual([]);
  });

  it('names only files and folders that are there', () => {
    const named = words.filter((word) => /^[\w/.-]+(\.ts|\/)$/.test(word));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });
});
