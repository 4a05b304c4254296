import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/cli/templates.ts';
import { simulate } from '../../src/cli/templates-simulate.ts';
import { CHANNEL_NAMES } from '../../src/model/channel-names.ts';
import { loadLexicons } from '../../src/replies/index.ts';
import { checkDefaults } from '../../src/templates/defaults.ts';
import { checkTemplate } from '../../src/templates/index.ts';
import { type JsonSchema, templateSchema } from '../../src/templates/schema.ts';
import { keptOutput } from '../cli/kept-output.ts';
import { folderOf, SHIPPED } from './folder-of.ts';

/** Every key that the schema knows, as the guide's table names it. */
function keysOf(schema: JsonSchema, path: string): string[] {
  const { items, additionalProperties: other } = schema;
  const below = [
    schema,
    ...(schema.oneOf ?? []),
    ...(items ? [items] : []),
    ...(typeof other === 'object' ? [other] : []),
  ];
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return [name, ...keysOf(value, name)];
  });
  return [...own, ...below.slice(1).flatMap((part) => keysOf(part, path))];
}

const block = /^( *)```yaml\n([\s\S]*?)^ *```/gm;

/** The YAML of a guide, as a reader would copy it. */
const blocksOf = (guide: string): string[] =>
  [...guide.matchAll(block)].map(([, indent = '', body = '']) =>
    body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** What the survey says when these lines are typed. */
async function answered(file: string, lang: string, lines: readonly string[]): Promise<string> {
  const { output, text } = keptOutput();
  const input = Readable.from(lines.map((line) => `${line}\n`));
  const options = { file, lang, variant: undefined, lexicons: loadLexicons(), wordsDirs: [SHIPPED] };
  await simulate(options, input, output);
  return text();
}

describe.each(['README.md', 'README.tr.md'])('the guide %s', (name) => {
  const guide = readFileSync(join(SHIPPED, name), 'utf8');
  const [schemaLine = '', ownTemplate = '', findLine = '', insertion = '', ...recipes] = blocksOf(guide);

  it('lists every key once and no other', () => {
    const table = guide
      .split('\n')
      .filter((line) => /^\| `[a-z_.]+` +\|/.test(line) && !line.includes('.yaml` '));
    const listed = table.map((line) => line.split('`')[1]);
    expect(listed.toSorted()).toEqual([...new Set(keysOf(templateSchema, ''))].toSorted());
  });

  it('gives the line that editors need', () => {
    expect(readFileSync(join(SHIPPED, 'csat.yaml'), 'utf8').startsWith(schemaLine)).toBe(true);
  });

  it('has a first recipe that works as written', () => {
    const { template, faults, warnings } = checkTemplate('billing.yaml', ownTemplate);
    expect([faults, warnings]).toEqual([[], []]);
    expect(template?.template.priority).toBe(5);
  });

  it('has a second recipe of which every step works as written', async () => {
    const dir = await folderOf({});
    await cp(SHIPPED, dir, { recursive: true });
    // Step 1: the line is there once, and the insertion goes below it.
    const csat = readFileSync(join(dir, 'csat.yaml'), 'utf8');
    expect(csat.split(findLine)).toHaveLength(2);
    await writeFile(join(dir, 'csat.yaml'), csat.replace(findLine, findLine + insertion));
    // Step 2: the command as it stands there, and what it is said to find.
    const command = /^2\. .*?`npx afterword templates check templates\/(\S+)`/m.exec(guide)?.[1] ?? '';
    const { output, text } = keptOutput();
    const options = { format: 'text', strict: false, channels: CHANNEL_NAMES } as const;
    expect(await check([join(dir, command)], output, options)).toBe(0);
    expect(text()).toContain('one person can be asked 4 questions: after 3 most people leave');
    expect(text()).toContain('1 file: no faults, 1 warning');
    // What it is for: those who name the wait meet the question, and all others go on as before.
    const lang = name === 'README.md' ? 'en' : 'tr';
    const answers = {
      en: ['It took too long', 'How I was treated'],
      tr: ['Çok uzun sürdü', 'İlgi ve üslup'],
    };
    const asked = { en: 'How soon did you expect', tr: 'Ne kadar sürede çözülmesini' }[lang];
    const [speed = '', tone = ''] = answers[lang];
    const survey = (...lines: string[]) => answered(join(dir, 'csat.yaml'), lang, lines);
    expect(await survey('2', speed, '#2')).toMatch(/branch .* → patience[\s\S]*main line → comment/);
    expect(await survey('2', speed, '#2')).toContain(asked);
    expect(await survey('2', tone)).not.toContain(asked);
    expect(await survey('5', '#1')).not.toContain(asked);
  });

  it.each([
    ['third', 0],
    ['fourth', 1],
    ['fifth', 2],
  ])('has a %s recipe that works as written', (_, i) => {
    const { template, faults, warnings } = checkTemplate('recipe.yaml', recipes[i] ?? '');
    expect([faults, warnings]).toEqual([[], []]);
    expect(template).not.toBeNull();
  });

  it('has defaults that work as written, under a template that needs them', () => {
    const { defaults, faults } = checkDefaults('defaults.yaml', recipes[3] ?? '');
    expect(faults).toEqual([]);
    const bare = (recipes[1] ?? '').replace(/^languages: .*\n/m, '').replace(/^thanks: .*\n/m, '');
    expect(checkTemplate('bare.yaml', bare).faults).not.toEqual([]);
    expect(checkTemplate('bare.yaml', bare, defaults ?? {}).faults).toEqual([]);
  });
});
