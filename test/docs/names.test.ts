import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { CoreSettings } from '../../src/config.ts';
import { intakeSources } from '../../src/intake/registry.ts';
import { blocksOf, codeWordsOf, documents, read, root } from './documents.ts';
import { registeredRoutes } from './routes.ts';

/**
 * Not the changelog, which speaks of what was, not dependencies.md, which names what is in packages, and not the channel
 * to copy, whose platform is made up.
 */
const HELD = documents.filter((file) => !/^(CHANGELOG|docs\/dependencies|channels\/_template)/.test(file));

/** Files that come into being with use, or that a guide lets its reader write. */
const MADE_LATER = /^(data\/|bench\/results\b|templates\/(billing|lexicons)\b)/;

/** Read by tests, by deploy/compose.yaml or by the system, and not by afterword. */
const NOT_OURS = /^(AW|POSTGRES|VALKEY)_|^CHROMIUM_PATH$/;

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const commands = [...read('src/cli.ts').matchAll(/\.command\('([\w-]+)'\)/g)].map(([, name = '']) => name);
const schemas = [CoreSettings, ...[...channelModules, ...intakeSources].map((module) => module.settings)];
const settings = schemas.flatMap((schema) => Object.keys(schema.shape));
const tops = globSync('*', { cwd: root });
const routes = registeredRoutes().map((route) => {
  const url = route.split(' ')[1] ?? '';
  return new RegExp(`^${url.replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`);
});

const namesIn = (code: string, pattern: RegExp): string[] =>
  [...code.matchAll(pattern)].map(([, name = '']) => name);

/** Paths are meant from the root or from the document's folder. */
const isNoFile = (file: string, word: string): boolean =>
  /^[\w.@-]+(\/[\w.@-]*)+$/.test(word) &&
  tops.includes(word.split('/')[0] ?? '') &&
  !MADE_LATER.test(word) &&
  !existsSync(join(root, word)) &&
  !existsSync(join(root, dirname(file), word));

/** Everything that a document names and that is not there. */
function wrongNames(file: string): string[] {
  const words = codeWordsOf(read(file));
  const code = [...words, ...blocksOf(read(file)).map(({ text }) => text)].join('\n');
  return [
    ...namesIn(code, /\bnpm run (?:-s )?([\w:-]+)/g).filter((name) => scripts[name] === undefined),
    ...namesIn(code, /\bafterword ([a-z]\w*)/g).filter(
      (name) => !commands.includes(name) && !/^(is|waits)$/.test(name),
    ),
    ...namesIn(code, /(?<![\w<])((?:[A-Z]+_)+[A-Z]+)(?![\w>])/g).filter(
      (name) => !settings.includes(name) && !NOT_OURS.test(name),
    ),
    ...namesIn(code, /(?<![\w.])(\/(?:v1|hooks)\/[\w/:.-]+)/g).filter(
      (path) => !routes.some((route) => route.test(path)),
    ),
    ...words.filter((word) => isNoFile(file, word)),
  ];
}

describe('commands, settings, routes and files', () => {
  it.each(HELD)('that %s names are there', (file) => {
    expect(wrongNames(file)).toEqual([]);
  });
});
