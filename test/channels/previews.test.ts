import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { preview as telegram } from '../../channels/telegram/preview.ts';
import { scaleColumns, preview as webChat } from '../../channels/web-chat/preview.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';

const scale = (count: number): OutgoingMessage => ({
  kind: 'question',
  language: 'en',
  text: 'How was it?',
  layout: 'scale',
  typedHint: '',
  choices: Array.from({ length: count }, (_, i) => {
    const meaning = { 0: 'Bad', [count - 1]: 'Good' }[i];
    return { token: `t${i}`, label: String(i + 1), ...(meaning === undefined ? {} : { meaning }) };
  }),
});

describe('the preview of Telegram', () => {
  it('is what is sent: the text with its legend and the keyboard below', () => {
    expect(telegram(scale(5))).toEqual([
      { type: 'text', text: 'How was it?\n\n1 – Bad\n5 – Good' },
      { type: 'buttons', rows: [['1', '2', '3', '4', '5']], place: 'below', overflow: 'cut' },
    ]);
  });

  it('has no buttons where none are sent', () => {
    expect(telegram({ kind: 'text', language: 'en', text: 'Thanks!' })).toEqual([
      { type: 'text', text: 'Thanks!' },
    ]);
  });
});

describe('the preview of the web chat', () => {
  it('draws the buttons within the bubble, with the meaning of both ends', () => {
    expect(webChat(scale(5))).toEqual([
      { type: 'text', text: 'How was it?' },
      { type: 'buttons', rows: [['1', '2', '3', '4', '5']], place: 'within', overflow: 'wrap' },
      { type: 'footnote', parts: ['1 = Bad', '5 = Good'] },
    ]);
  });

  it('sets the chosen answer apart', () => {
    const answered = {
      kind: 'answered',
      language: 'en',
      text: 'How was it?',
      chosen: 'Your answer: 4',
    } as const;
    expect(webChat(answered)).toEqual([
      { type: 'text', text: 'How was it?' },
      { type: 'chosen', text: 'Your answer: 4' },
    ]);
  });

  it('has as many columns as the stylesheet of the widget', () => {
    const sheet = new URL('../../channels/web-chat/widget/widget.css', import.meta.url);
    const [phone = ''] = readFileSync(sheet, 'utf8').split('@container');
    const rules = [
      ...phone.matchAll(/\.choices\.scale([^{]*)\{\s*grid-template-columns: repeat\((\d+), 1fr\)/g),
    ];
    const columnsOf = (count: number): number => {
      const rule =
        rules.find(([, selector = '']) => selector.includes(`[data-count="${count}"]`)) ?? rules[0];
      return Number(rule?.[2]);
    };
    for (let count = 2; count <= 12; count += 1) {
      expect([count, scaleColumns(count)]).toEqual([count, columnsOf(count)]);
    }
  });
});
