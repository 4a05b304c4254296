import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextQuestion } from '../../src/model/flow.ts';
import { checkDefaults } from '../../src/templates/defaults.ts';
import { checkTemplate } from '../../src/templates/index.ts';
import { type JsonSchema, templateSchema } from '../../src/templates/schema.ts';
import { SHIPPED } from './folder-of.ts';

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

  it('has a second recipe that works as written', () => {
    const csat = readFileSync(join(SHIPPED, 'csat.yaml'), 'utf8');
    expect(csat.split(findLine)).toHaveLength(2);
    const { template, faults, warnings } = checkTemplate(
      'csat.yaml',
      csat.replace(findLine, findLine + insertion),
    );
    expect(faults).toEqual([]);
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('4 questions')]);
    const flow = template?.template ?? { questions: [] };
    expect(nextQuestion(flow, 'reason', { reason: 'speed' })).toBe('patience');
    expect(nextQuestion(flow, 'reason', { reason: 'tone' })).toBe('comment');
    expect(nextQuestion(flow, 'patience', { patience: 'day' })).toBe('comment');
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
