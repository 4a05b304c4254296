import { describe, expect, test } from 'vitest';
import { preview } from '../../../channels/whatsapp-cloud/preview.ts';
import { renderMessage } from '../../../channels/whatsapp-cloud/render.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { scale } from './stage.ts';

const rows = (message: OutgoingMessage) => {
  const rendered = renderMessage(message, 'list');
  if (rendered.type !== 'interactive' || rendered.interactive.type !== 'list') throw new Error('no list');
  return rendered.interactive.action.sections.flatMap((section) => section.rows);
};

const titles = (labels: string[]) => {
  const choices = labels.map((label, i) => ({ token: `t${i}`, label }));
  const rendered = renderMessage({ ...scale(1, 3), layout: 'choice', choices }, 'buttons');
  if (rendered.type !== 'interactive' || rendered.interactive.type !== 'button')
    throw new Error('no buttons');
  return rendered.interactive.action.buttons.map(({ reply }) => reply.title);
};

describe('a question on WhatsApp', () => {
  test('as a list: the number, and beside it what it means', () => {
    expect(rows(scale(1, 5))).toEqual([
      { id: 't.1', title: '1', description: 'Hiç memnun değilim' },
      { id: 't.2', title: '2' },
      { id: 't.3', title: '3' },
      { id: 't.4', title: '4' },
      { id: 't.5', title: '5', description: 'Çok memnunum' },
    ]);
  });

  test('as a list: a label that is cut stands whole on the second line', () => {
    const label = 'Yanlış ya da eksik bilgi verildi bana';
    const message: OutgoingMessage = { ...scale(1, 3), layout: 'choice', choices: [{ token: 't', label }] };
    expect(rows(message)).toEqual([{ id: 't', title: 'Yanlış ya da eksik bilg…', description: label }]);
  });

  test('as buttons: what the numbers mean stands in the text', () => {
    const rendered = renderMessage(scale(1, 3), 'buttons');
    expect(rendered).toMatchObject({
      interactive: {
        body: { text: expect.stringContaining('\n\n1 – Hiç memnun değilim\n3 – Çok memnunum') },
      },
    });
  });

  test('as buttons: no two read alike, because WhatsApp refuses that', () => {
    const [one, other] = ['Sorunum hiç çözülmedi ki', 'Sorunum hiç çözülmedi amma'];
    expect(titles([one, other])).toEqual(['1. Sorunum hiç çözü…', '2. Sorunum hiç çözü…']);
    expect(titles(['Evet', 'Hayır'])).toEqual(['Evet', 'Hayır']);
  });

  test('as text: a scale says what its ends mean and how to answer, choices have numbers', () => {
    expect(renderMessage(scale(0, 10), 'numbered')).toEqual({
      type: 'text',
      text: {
        body: [
          'Size sağlanan destekten memnuniyetinizi nasıl değerlendirirsiniz?',
          '0 – Hiç memnun değilim\n10 – Çok memnunum',
          'Lütfen 0 ile 10 arasında bir sayı yazın.',
        ].join('\n\n'),
        preview_url: false,
      },
    });
    const choices = ['Fiyat', 'Hız'].map((label) => ({ token: label, label }));
    const rendered = renderMessage({ ...scale(1, 3), layout: 'choice', choices }, 'numbered');
    expect(rendered).toMatchObject({ text: { body: expect.stringContaining('\n\n1. Fiyat\n2. Hız\n\n') } });
  });

  test('what an agent writes begins with the name', () => {
    const message: OutgoingMessage = {
      kind: 'text',
      language: 'tr',
      text: 'Bakıyorum',
      author: { role: 'agent', name: 'Deniz' },
    };
    expect(renderMessage(message, 'plain')).toMatchObject({ text: { body: 'Deniz: Bakıyorum' } });
  });

  test('looks in the preview as it will', () => {
    expect(preview(scale(1, 3)).map(({ type }) => type)).toEqual(['text', 'buttons']);
    expect(preview(scale(0, 10)).map(({ type }) => type)).toEqual(['text']);
    expect(preview({ ...scale(1, 5), language: 'sw' })).toMatchObject([
      { type: 'text' },
      {
        type: 'list',
        button: '☰',
        rows: [{ title: '1', description: 'Hiç memnun değilim' }, {}, {}, {}, {}],
      },
    ]);
  });

  test('every word that opens a list fits its button', async () => {
    for (const language of ['ar', 'de', 'en', 'es', 'fr', 'ru', 'tr', 'pt-BR']) {
      const [, list] = preview({ ...scale(1, 5), language });
      if (list?.type !== 'list') throw new Error('no list');
      expect(list.button.length).toBeLessThanOrEqual(20);
      expect(list.button).not.toContain('…');
    }
  });
});
