import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf, documents, headingsOf, proseOf, read, root } from './documents.ts';

const linksOf = (file: string): string[] =>
  [...proseOf(read(file)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** Null when the link leads somewhere, else what is wrong with it. */
function faultOf(file: string, link: string): string | null {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), decodeURI(path));
  if (!existsSync(join(root, target))) return `${file}: there is no ${target}`;
  if (anchor === undefined) return null;
  return headingsOf(read(target)).map(anchorOf).includes(anchor) ? null : `${target} has no #${anchor}`;
}

describe('documents', () => {
  it('are found at all', () => {
    expect(documents).toContain('README.md');
    expect(documents.flatMap(linksOf).length).toBeGreaterThan(30);
  });

  it.each(documents)('%s links only to what is there', (file) => {
    expect(linksOf(file).flatMap((link) => faultOf(file, link) ?? [])).toEqual([]);
  });
});
