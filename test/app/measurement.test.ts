import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMeasurement } from '../../src/app/measurement.ts';
import { dimensionsFor, groupAsked } from '../../src/app/stages.ts';
import { inspectMeasurement } from '../../src/cli/inspect-measurement.ts';
import type { AfterwordError } from '../../src/model/errors.ts';
import { marksOf } from '../../src/model/measurement.ts';

const TEMPLATES = path.join(import.meta.dirname, '../../templates');

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'afterword-measurement-'));
  await mkdir(path.join(dir, 'measurement'));
});
afterAll(() => rm(dir, { recursive: true }));

const write = (text: string) => writeFile(path.join(dir, 'measurement', 'measurement.yaml'), text);

describe('measurement.yaml as it ships', () => {
  it('names templates that there are, each in one stage, in both languages', async () => {
    const { stages, goals } = await loadMeasurement(TEMPLATES);
    const folders = [TEMPLATES, path.join(TEMPLATES, 'library')];
    const files = await Promise.all(
      folders.map(async (folder) => (await readdir(folder)).map((name) => path.join(folder, name))),
    );
    const texts = await Promise.all(
      files
        .flat()
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => readFile(file, 'utf8')),
    );
    const ids = texts.flatMap((text) => /^id: (\S+)/m.exec(text)?.[1] ?? []);
    const named = stages.flatMap(({ templates }) => templates);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
    for (const { name } of [...stages, ...goals]) expect(Object.keys(name)).toEqual(['en', 'tr']);
    expect(goals.every(({ metrics }) => metrics.length <= 4)).toBe(true);
  });

  it('stands in for a folder that has none of its own', async () => {
    expect(await loadMeasurement(path.join(dir, 'nowhere'))).toEqual(await loadMeasurement(TEMPLATES));
  });

  it('with faults names each of them', async () => {
    const file = path.join(dir, 'measurement', 'measurement.yaml');
    await write('segments: plan\nalarms: { days: 3 }\ncolour: red\n');
    await expect(loadMeasurement(dir)).rejects.toMatchObject({
      code: 'AW_SETTINGS',
      faults: [`${file}:1 segments`, `${file}:2 alarms.days`, `${file}:3 colour`].map((path) => ({ path })),
    });
    await write('segments: [plan\n');
    await expect(loadMeasurement(dir)).rejects.toMatchObject({ code: 'AW_SETTINGS' });
  });

  it('says what is there twice: the second would never be looked at', async () => {
    const stage = (id: string, templates: string) =>
      `  - { id: ${id}, name: { en: Stage }, metrics: [csat], templates: [${templates}] }\n`;
    const goal = '  - { id: grow, name: { en: Grow }, metrics: [nps], advice: { en: Ask } }\n';
    await write(
      `segments: [plan, plan]\nstages:\n${stage('a', 'x, y')}${stage('a', 'y')}goals:\n${goal}${goal}`,
    );
    const fault = await loadMeasurement(dir).catch((error: unknown) => error);
    const paths = (fault as AfterwordError).faults.map(({ path }) => path.split(':').at(-1));
    expect(paths).toEqual(['1 segments.1', '4 stages.1.id', '7 goals.1.id', '4 stages.1.templates.0']);
    const { mark, detail } = await inspectMeasurement({ TEMPLATES_DIR: dir });
    expect([mark, detail]).toEqual(['bad', expect.stringContaining(':4 stages.1.id: "a" is there twice')]);
    expect(await inspectMeasurement({ TEMPLATES_DIR: TEMPLATES })).toMatchObject({ mark: 'ok' });
  });
});

describe('what the setting says', () => {
  it('a close belongs to the stage that its hook names, or to that of its template', async () => {
    const setting = await loadMeasurement(TEMPLATES);
    expect(dimensionsFor(['team', 'stage'])).toEqual(['team', 'segment.stage', 'template']);
    const stage = (group: Record<string, string | null>) => groupAsked(setting, ['stage'], group).stage;
    expect(stage({ 'segment.stage': 'renewal', template: 'csat-after-support' })).toBe('renewal');
    expect(stage({ 'segment.stage': null, template: 'csat-after-support' })).toBe('service');
    expect(stage({ 'segment.stage': null, template: 'of-our-own' })).toBe(null);
  });

  it('tags mark contacts', async () => {
    const setting = await loadMeasurement(TEMPLATES);
    expect(marksOf(setting, ['support'])).toBe(0);
    expect(marksOf(setting, ['escalated', 'misrouted'])).toBe(1 + 4);
  });
});
