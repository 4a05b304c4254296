import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTemplate, formatFault } from '../../src/templates/index.ts';

const FOLDER = join(import.meta.dirname, 'faulty');

/** Each file says on top what must be said of it, line for line and nothing else. */
function expected(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('# expect: '))
    .map((line) => line.slice('# expect: '.length));
}

describe('a faulty template', () => {
  const files = readdirSync(FOLDER);

  it.each(files)('%s gets the message that it must get', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const { template, faults } = checkTemplate(file, text);
    expect(template).toBeNull();
    expect(faults.map(formatFault)).toEqual(expected(text).map((line) => `${file}:${line}`));
  });

  it('is there in more than forty kinds', () => {
    expect(files.length).toBeGreaterThan(40);
  });
});
