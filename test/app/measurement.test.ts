import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMeasurement } from '../../src/app/measurement.ts';
import { dimensionsFor, groupAsked } from '../../src/app/stages.ts';
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
    await write('segments: plan\nalarms: { days: 3 }\ncolour: red\n');
    await expect(loadMeasurement(dir)).rejects.toMatchObject({
      code: 'AW_SETTINGS',
      faults: [{ path: 'segments' }, { path: 'alarms.days' }, { path: '' }],
    });
    await write('segments: [plan\n');
    await expect(loadMeasurement(dir)).rejects.toMatchObject({ code: 'AW_SETTINGS' });
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
