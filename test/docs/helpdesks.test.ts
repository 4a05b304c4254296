import { describe, expect, it } from 'vitest';
import { intakeSources } from '../../src/intake/registry.ts';
import { read } from './documents.ts';

const pages = intakeSources.flatMap((source) => [
  { source, file: `docs/helpdesks/${source.name}.md` },
  { source, file: `docs/helpdesks/${source.name}.tr.md` },
]);

describe.each(pages)('$file', ({ source, file }) => {
  const text = read(file);

  it('has five steps', () => {
    expect([...text.matchAll(/^(\d)\. /gm)].map(([, n]) => n)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('names the address to paste, and every setting that the hooks need', () => {
    expect(text).toContain(`<PUBLIC_URL>/hooks/${source.name}`);
    for (const name of [...source.requires, ...source.apiRequires]) expect(text).toContain(name);
  });
});

describe('the list of helpdesks', () => {
  it.each(['docs/helpdesks/README.md', 'docs/helpdesks/README.tr.md'])('%s has them all', (file) => {
    for (const { title } of intakeSources) expect(read(file)).toContain(`[${title}]`);
  });
});
