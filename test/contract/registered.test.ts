import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { channelModules } from '../../channels/index.ts';

const channels = new URL('../../channels/', import.meta.url);
/** `_template` is there to be copied; `template.test.ts` sees to that. */
const folders = (await readdir(channels, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
  .map((entry) => entry.name)
  .sort();

describe('every folder under channels/', () => {
  test('is registered in channels/index.ts, and nothing else is', () => {
    expect(channelModules.map((module) => module.name).sort()).toEqual(folders);
  });

  for (const folder of folders) {
    test(`${folder} runs the contract suite in test/contract/${folder}.test.ts`, async () => {
      const harness = await readFile(new URL(`./${folder}.test.ts`, import.meta.url), 'utf8');
      expect(harness).toMatch(/^channelContract\(/m);
    });

    test(`${folder} has its parser, renderer, fixtures and README`, async () => {
      const files = await readdir(new URL(`${folder}/`, channels));
      expect(files).toEqual(
        expect.arrayContaining(['README.md', 'fixtures', 'index.ts', 'parse.ts', 'render.ts']),
      );
    });
  }
});
