import { expect, test } from 'vitest';
import { capabilities } from '../../../channels/web-chat/capabilities.ts';
import { render } from '../../../channels/web-chat/render.ts';

const choices = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ token: `t${i}`, label: String(i) }));

const question = (count: number) =>
  render({
    kind: 'question',
    language: 'tr',
    text: 'Bizi tavsiye eder misiniz?',
    layout: 'scale',
    choices: choices(count),
    typedHint: '0 ile 10 arasında bir sayı yazın.',
  });

test('all eleven answers of an NPS question are buttons, and nothing else is said', () => {
  expect(question(11)).toEqual({
    type: 'question',
    from: 'survey',
    language: 'tr',
    text: 'Bizi tavsiye eder misiniz?',
    layout: 'scale',
    choices: choices(11),
  });
});

test('more answers than buttons fall to a typed number', () => {
  expect(question(capabilities.maxButtons + 1)).toMatchObject({
    choices: [],
    text: 'Bizi tavsiye eder misiniz?\n\n0 ile 10 arasında bir sayı yazın.',
  });
});

test('an agent speaks under their own name, and everyone else as the survey', () => {
  const text = { kind: 'text', language: 'en', text: 'Hello' } as const;
  expect(render({ ...text, author: { role: 'agent', name: 'Deniz' } })).toMatchObject({
    from: 'agent',
    name: 'Deniz',
  });
  expect(render(text)).toMatchObject({ from: 'survey' });
});
