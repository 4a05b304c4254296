import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { channelModules } from '../../channels/index.ts';
import { CoreSettings, readSettings } from '../../src/config.ts';
import { read, root } from './documents.ts';

const settings = [CoreSettings, ...channelModules.map((module) => module.settings)].flatMap((schema) =>
  Object.keys(schema.shape),
);
const commands = [...read('src/cli.ts').matchAll(/\.command\('([\w-]+)'\)/g)].map(([, name = '']) => name);

/** Ours, and those that Node reads. */
const isKnown = (name: string): boolean =>
  /^NODE_(ENV|OPTIONS|COMPILE_CACHE)$/.test(name) || settings.includes(name);

interface Service {
  environment?: Record<string, string>;
  command?: string[];
}
const compose = parse(read('deploy/compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const { serve, worker } = compose.services;

describe('deploy/compose.yaml', () => {
  it('sets only what there is, to values that are taken', () => {
    const environment = serve?.environment ?? {};
    expect(Object.keys(environment).filter((name) => !settings.includes(name))).toEqual([]);
    const filled = Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:\?[^}]*\}/, 'x'.repeat(24)),
    ]);
    expect(() => readSettings(Object.fromEntries(filled), channelModules)).not.toThrow();
    expect(worker?.environment).toEqual(environment);
  });

  it('runs commands that there are', () => {
    for (const service of [serve, worker]) expect(commands).toContain(service?.command?.[0]);
    expect(read('src/cli.ts')).toContain(serve?.command?.[1]);
  });
});

describe('deploy/Containerfile', () => {
  const lines = read('deploy/Containerfile').split('\n');

  it('copies what there is, and everything that the program needs', () => {
    const copied = lines.flatMap((line) => /^COPY (.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(copied.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(copied).toEqual(expect.arrayContaining(['package-lock.json', 'src', 'channels', 'templates']));
  });

  it('sets only what there is, and does not run as root', () => {
    const named = lines.flatMap((line) => /^ENV (\w+)=/.exec(line)?.[1] ?? []);
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
    expect(lines).toContain('USER node');
  });
});

describe.each(['afterword.service', 'afterword-worker@.service'])('deploy/%s', (unit) => {
  it('starts a command that there is, with settings that there are', () => {
    const text = read(`deploy/${unit}`);
    const [, file = '', command = ''] = /^ExecStart=\S+ \/opt\/afterword\/(\S+) (\S+)$/m.exec(text) ?? [];
    expect(existsSync(join(root, file))).toBe(true);
    expect(commands).toContain(command);
    const named = [...text.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name);
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });
});

describe.each(['Containerfile', 'afterword.service', 'afterword-worker@.service'])('deploy/%s', (file) => {
  it('starts Node as the command line does', () => {
    const [flag = 'no flag'] = /--max-semi-space-size=\d+/.exec(read('scripts/bootstrap.mjs')) ?? [];
    expect(read(`deploy/${file}`)).toContain(`NODE_OPTIONS=${flag}\n`);
  });
});
