import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * The house is built upwards: a room may import from the floors below it and from itself. On one floor only those
 * pairs that stand here.
 */
const FLOORS = [
  ['model'],
  ['intake', 'planning', 'dialogue', 'replies', 'metrics', 'templates'],
  ['store', 'queue', 'reports'],
  ['app'],
  ['desk', 'console', 'server'],
  ['(top)', 'cli'],
];
const NEIGHBOURS = ['reports → store', 'console → server', 'console → desk', '(top) → cli', 'cli → (top)'];

/** What starts the program knows which channels there are; nothing else does. */
const COMPOSES = /^src\/(main\.ts|cli\/)/;

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  file: string;
  target: string;
}

const imports: Import[] = globSync('{src,channels}/**/*.ts', { cwd: root }).flatMap((file) => {
  const source = readFileSync(join(root, file), 'utf8');
  const named = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g);
  return [...named].map(([, path = '']) => ({ file, target: normalize(join(dirname(file), path)) }));
});

/** `src/store/embedded/x.ts` → `store`; `src/config.ts` → `(top)`; `channels/telegram/x.ts` → `channels/telegram`. */
const roomOf = (file: string): string => {
  const [base, name = '', below] = file.split('/');
  if (base === 'channels') return below === undefined ? 'channels' : `channels/${name}`;
  return below === undefined ? '(top)' : name;
};

const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

const told = ({ file, target }: Import): string => `${file} imports ${target}`;

describe('imports', () => {
  test('are found at all', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  test('every room of src has its floor', () => {
    const rooms = new Set(
      imports.map(({ file }) => roomOf(file)).filter((room) => !room.startsWith('channels')),
    );
    expect([...rooms].filter((room) => floorOf(room) === -1)).toEqual([]);
  });

  test('run one way through src', () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from.startsWith('channels') || to.startsWith('channels') || from === to) return false;
      // Only what lies under src has floors; templates/, test/ and the like are nobody's to import.
      if (!target.startsWith('src/')) return true;
      return floorOf(to) >= floorOf(from) && !NEIGHBOURS.includes(`${from} → ${to}`);
    });
    expect(wrong.map(told)).toEqual([]);
  });

  test('of a channel reach only its own folder and the model', () => {
    const wrong = imports.filter(({ file, target }) => {
      const from = roomOf(file);
      if (!from.startsWith('channels/')) return false;
      return roomOf(target) !== from && !target.startsWith('src/model/');
    });
    expect(wrong.map(told)).toEqual([]);
  });

  test('of the list of channels stand only where the program is put together', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith('src/') &&
        target.startsWith('channels/') &&
        !(target === 'channels/index.ts' && COMPOSES.test(file)),
    );
    expect(wrong.map(told)).toEqual([]);
  });

  test('of the environment stand in main.ts alone, but for the path that PostgreSQL needs', () => {
    const reading = globSync('{src,channels}/**/*.ts', { cwd: root }).filter((file) =>
      /\bprocess\.env\b/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(reading.sort()).toEqual(['src/main.ts', 'src/store/embedded/process.ts']);
  });
});
