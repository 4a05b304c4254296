import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkDefaults } from '../../src/templates/defaults.ts';
import { checkTemplate, formatFault, openTemplates, type TemplateSource } from '../../src/templates/index.ts';
import { folderOf, keptLog, small } from './folder-of.ts';

const faultsOf = (text: string): string[] => checkDefaults('defaults.yaml', text).faults.map(formatFault);
const template = (text: string, defaults: object) => checkTemplate('x.yaml', text, { ...defaults });

/** What a template needs besides what defaults can give. */
const bare = (more = '') => `id: x
metric: csat
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5 }, text: { en: "How was it?" } }
${more}`;

describe('defaults', () => {
  it('give what a template does not write', () => {
    const given = {
      languages: ['en'],
      priority: 3,
      when: { min_customer_messages: 2 },
      ask: { delay: '10s', cool_down: { any: '7d' } },
      thanks: { en: 'Thanks', tr: 'Sağ olun' },
    };
    expect(template(bare(), given).template?.template).toMatchObject({
      priority: 3,
      when: { min_customer_messages: 2 },
      ask: { delay: 10_000, expires_after: 72_000_000, cool_down: { any: 604_800_000 } },
      thanks: { en: 'Thanks' },
    });
  });

  it('fill in single keys of when and ask, and leave what the template writes', () => {
    const given = { ask: { delay: '10s', cool_down: { any: '7d' } }, when: { closed_by: ['agent'] } };
    const own = small('x', {
      more: 'ask: { delay: 1s, cool_down: { same_metric: 30d } }\nwhen: { closed_by: [bot] }',
    });
    expect(template(own, given).template?.template).toMatchObject({
      ask: { delay: 1_000, cool_down: { any: 604_800_000, same_metric: 2_592_000_000 } },
      when: { closed_by: ['bot'] },
      thanks: { en: 'Thank you!' },
    });
  });

  it('that do not speak a language of the template leave its thanks missing, and the check says so', () => {
    const { faults } = template(bare('languages: [en]\n'), { thanks: { tr: 'Sağ olun' } });
    expect(faults.map(({ message }) => message)).toEqual(['"thanks" is missing']);
  });

  it('change the version of a template that they touch', () => {
    const version = (delay: string) => template(small('x'), { ask: { delay } }).template?.version;
    expect(version('1s')).not.toBe(version('2s'));
    expect(version('45s')).toBe(template(small('x'), {}).template?.version);
  });

  it.each([
    ['ask: { delai: 1s }', 'defaults.yaml:1:8  ask.delai  unknown key "delai" (did you mean "delay"?)'],
    ['question: []', 'defaults.yaml:1:1  question  unknown key "question"'],
    ['ask: { delay: soon }', 'defaults.yaml:1:15  ask.delay  "soon" does not fit here'],
    ['thanks: { en: "Bye {nobody}" }', 'defaults.yaml:1:20  thanks.en  nothing fills {nobody}'],
    ['- a', 'defaults.yaml:1:1  a list does not fit here'],
    ['thanks: !x y', 'defaults.yaml:1:12  tags (!...) are not used'],
  ])('with a fault are named like a template: %s', (text, message) => {
    expect(faultsOf(text).join('\n')).toContain(message);
  });

  it('may be empty', () => {
    expect(faultsOf('# nothing yet\n')).toEqual([]);
  });
});

describe('defaults of a watched folder', () => {
  const changedTo = (source: TemplateSource, reached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const stop = source.onChange(() => {
        if (!reached()) return;
        stop();
        resolve();
      });
    });
  const delay = (source: TemplateSource) => source.all()[0]?.template.ask.delay;

  it('are taken while running, keep their last good version, and can be taken away', async () => {
    const dir = await folderOf({ 'a.yaml': small('a'), 'defaults.yaml': 'ask: { delay: 1s }' });
    const source = await openTemplates({ dir, log: keptLog() });
    onTestFinished(() => source.close());
    expect(delay(source)).toBe(1_000);

    const edited = changedTo(source, () => delay(source) === 2_000);
    await writeFile(join(dir, 'defaults.yaml'), 'ask: { delay: 2s }');
    await edited;

    const faulty = changedTo(source, () => source.faults().length > 0);
    await writeFile(join(dir, 'defaults.yaml'), 'ask: { delai: 3s }');
    await faulty;
    expect(delay(source)).toBe(2_000);
    expect(source.faults()).toMatchObject([{ file: join(dir, 'defaults.yaml'), path: 'ask.delai' }]);

    const gone = changedTo(source, () => delay(source) === 45_000);
    await rm(join(dir, 'defaults.yaml'));
    await gone;
    expect(source.faults()).toEqual([]);
  });
});
