import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '../../src/cli/whole-file.ts';
import { temporaryDirectory } from '../support/servers.ts';

let dir: string;
beforeEach(async () => {
  dir ??= await temporaryDirectory();
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* pieces(...texts: (string | Error)[]) {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
}
const at = (name: string) => path.join(dir, name);

describe('a file that is written whole', () => {
  it('takes the place of what was there, also where a link leads, and only its user may read it', async () => {
    await writeFile(at('old.csv'), 'old');
    await chmod(at('old.csv'), 0o644);
    await symlink(at('old.csv'), at('link.csv'));
    await writeWholeFile(at('link.csv'), pieces('new', ' rows'));
    expect(await readFile(at('old.csv'), 'utf8')).toBe('new rows');
    expect((await stat(at('old.csv'))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['link.csv', 'old.csv']);
  });

  it('that breaks off leaves what was there, and nothing beside it', async () => {
    await writeFile(at('old.csv'), 'old');
    const broken = writeWholeFile(at('old.csv'), pieces('new', new Error('the database went away')));
    await expect(broken).rejects.toThrow('the database went away');
    expect([await readFile(at('old.csv'), 'utf8'), await readdir(dir)]).toEqual(['old', ['old.csv']]);
  });

  it('begins anew where an earlier one was killed', async () => {
    await writeFile(at('new.csv.partial'), 'half of an earlier export');
    await writeWholeFile(at('new.csv'), pieces('whole'));
    expect([await readFile(at('new.csv'), 'utf8'), await readdir(dir)]).toEqual(['whole', ['new.csv']]);
  });

  it.each(['no-such-folder/new.csv', '.', 'file.txt/new.csv'])(
    'at %s is a fault that says so',
    async (name) => {
      await writeFile(at('file.txt'), '');
      await expect(writeWholeFile(at(name), pieces('x'))).rejects.toMatchObject({ code: 'AW_EXPORT' });
    },
  );

  it('goes straight to what is no file', async () => {
    await writeWholeFile('/dev/null', pieces('x'));
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});
