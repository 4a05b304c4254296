import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelModules } from '../channels/index.ts';
import { GENERATED, root } from '../scripts/generate.ts';
import { CoreSettings, readSettings } from '../src/config.ts';
import { intakeSources } from '../src/intake/registry.ts';
import { ERRORS } from '../src/model/errors.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('npm run generate', () => {
  it.each(Object.entries(GENERATED))('%s is as committed', (file, make) => {
    expect(read(file)).toBe(make());
  });
});

describe('.env.example', () => {
  const lines = read('.env.example').split('\n');
  const named = lines.flatMap((line) => /^#([A-Z][A-Z0-9_]*)=/.exec(line)?.[1] ?? []);

  it('names each setting once, below its meaning', () => {
    const schemas = [CoreSettings, ...[...channelModules, ...intakeSources].map(({ settings }) => settings)];
    // A helpdesk's settings serve its hooks and its channel, and stand where they come first.
    expect(named).toEqual([...new Set(schemas.flatMap((schema) => Object.keys(schema.shape)))]);
    for (const name of named) {
      const above = lines[lines.findIndex((line) => line.startsWith(`#${name}=`)) - 1];
      expect(above, `what ${name} means`).toMatch(/^# \S/);
    }
  });

  it('changes nothing when every default in it is switched on', () => {
    const defaults = lines.flatMap((line) => {
      const [, name, value] = /^#([A-Z][A-Z0-9_]*)=(.+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    });
    expect(readSettings(Object.fromEntries(defaults), channelModules)).toEqual(
      readSettings({}, channelModules),
    );
  });
});

describe('error codes', () => {
  const files = globSync('{src,channels,bench,scripts,bin}/**/*.{ts,mjs}', { cwd: root });
  const used = new Set(
    files
      .filter((file) => file !== 'src/model/errors.ts')
      .flatMap((file) => [...read(file).matchAll(/\bAW_[A-Z][A-Z_]*[A-Z]\b/g)].map(([code]) => code)),
  );
  const documented = [...read('docs/errors.md').matchAll(/^\| `(AW_[A-Z_]+)`/gm)].map(([, code]) => code);

  it('that the source names all stand in the table, and each in the table is named somewhere', () => {
    expect([...used].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('are documented, each once, and no others', () => {
    expect(documented).toEqual(Object.keys(ERRORS));
  });
});
