import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

type Versions = Record<string, string>;

interface Manifest {
  dependencies: Versions;
  devDependencies: Versions;
  allowScripts: Record<string, boolean>;
}

interface Locked {
  version?: string;
  hasInstallScript?: boolean;
  optionalDependencies?: Versions;
}

const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');

const manifest = JSON.parse(read('package.json')) as Manifest;
const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages;

describe('docs/dependencies.md', () => {
  const [toRun = '', toDevelop = ''] = read('docs/dependencies.md').split('## To develop');
  const named = (text: string) => [...text.matchAll(/^- `([^`]+)`: /gm)].map(([, name = '']) => name);

  test('says of each package why it is there, and of none that is not', () => {
    expect(named(toRun)).toEqual(Object.keys(manifest.dependencies).sort());
    expect(named(toDevelop)).toEqual(Object.keys(manifest.devDependencies).sort());
  });
});

describe('package.json', () => {
  test('pins each version exactly', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test('decides on the install script of every package that has one', () => {
    const scripted = Object.entries(locked)
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(scripted)].sort());
  });
});

describe('package-lock.json', () => {
  test('knows the packages of every platform (else: node scripts/complete-lock.mjs)', () => {
    const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !locked[`node_modules/${name}`] && !locked[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
    expect(Object.entries(locked).filter(([path, { version }]) => path && !version)).toEqual([]);
  });
});
