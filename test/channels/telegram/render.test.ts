import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderMessage } from '../../../channels/telegram/render.ts';
import type { Choice, OutgoingMessage } from '../../../src/model/outgoing.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

const question = (layout: Question['layout'], choices: readonly Choice[], text = 'Nasıldı?'): Question => ({
  kind: 'question',
  language: 'tr',
  text,
  layout,
  choices,
  typedHint: '1 ile 5 arasında bir sayı yazın.',
});

const labelled = (...labels: string[]): Choice[] => labels.map((label) => ({ label, token: `t-${label}` }));
const numbers = (min: number, max: number) =>
  labelled(...Array.from({ length: max - min + 1 }, (_, i) => String(min + i)));
const rows = (message: OutgoingMessage) =>
  renderMessage(message).reply_markup?.inline_keyboard.map((row) => row.map((button) => button.text));

describe('a question on Telegram', () => {
  test('with 5 or 7 numbers is one row, with 0 to 10 a row of six and one of five', () => {
    expect(rows(question('scale', numbers(1, 5)))).toEqual([['1', '2', '3', '4', '5']]);
    expect(rows(question('scale', numbers(1, 7)))).toHaveLength(1);
    const nps = rows(question('scale', numbers(0, 10)));
    expect(nps).toEqual([
      ['0', '1', '2', '3', '4', '5'],
      ['6', '7', '8', '9', '10'],
    ]);
  });

  test('puts whole words one a row, also under a scale', () => {
    expect(rows(question('choice', labelled('Yavaş', 'Kaba')))).toEqual([['Yavaş'], ['Kaba']]);
    expect(rows(question('scale', [...numbers(1, 5), ...labelled('Geç')].slice(3)))).toEqual([
      ['4', '5', 'Geç'],
    ]);
    expect(rows(question('scale', [...numbers(1, 3), ...labelled('Bu soruyu geç')]))).toEqual([
      ['1', '2', '3'],
      ['Bu soruyu geç'],
    ]);
  });

  test('says under its text what the numbers mean', () => {
    const choices = numbers(1, 5).map((choice) => ({
      ...choice,
      ...(choice.label === '1' && { meaning: 'Hiç memnun değilim' }),
      ...(choice.label === '5' && { meaning: 'Çok memnunum' }),
    }));
    expect(renderMessage(question('scale', choices)).text).toBe(
      'Nasıldı?\n\n1 – Hiç memnun değilim\n5 – Çok memnunum',
    );
  });

  test('shows a label that had to be cut in full in the text', () => {
    const long = 'Sorunum çözülmedi ve bu yüzden yeniden yazmak zorunda kaldım, üstelik iki kez';
    const rendered = renderMessage(question('choice', labelled('Kısa', long)));
    expect(rendered.text).toBe(`Nasıldı?\n\n${long}`);
    expect(rendered.reply_markup?.inline_keyboard[1]?.[0]?.text).toMatch(/^Sorunum .*…$/);
  });

  test('that asks for words has no keyboard', () => {
    expect(renderMessage(question('text', []))).not.toHaveProperty('reply_markup');
  });

  test('is never over 4096 characters and never cuts one in two', () => {
    const unit = fc.constantFrom('a', '👩‍👩‍👧', 'ş', 'م', ' ');
    const text = fc.string({ unit, maxLength: 5000, size: 'max' });
    const property = fc.property(text, fc.array(text, { maxLength: 11 }), (words, meanings) => {
      const choices = meanings.map((meaning, i) => ({ token: `${i}`, label: `${i}`, meaning }));
      const rendered = renderMessage(question('scale', choices, words)).text;
      expect(rendered.length).toBeLessThanOrEqual(4096);
      expect(rendered.isWellFormed()).toBe(true);
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe('other messages on Telegram', () => {
  test('an answered question shows the answer and has no keyboard, so that an edit takes it away', () => {
    const answered = renderMessage({
      kind: 'answered',
      language: 'tr',
      text: 'Nasıldı?',
      chosen: 'Cevabınız: 4',
    });
    expect(answered).toEqual({
      text: 'Nasıldı?\n\n✓ Cevabınız: 4',
      link_preview_options: { is_disabled: true },
    });
  });

  test('markup stays as it was typed', () => {
    const text = '<b>&</b> *a* _b_ [c](d)';
    expect(renderMessage({ kind: 'text', language: 'en', text })).toMatchObject({ text });
    expect(renderMessage({ kind: 'text', language: 'en', text })).not.toHaveProperty('parse_mode');
  });

  test('an agent is named before their words', () => {
    const author = { role: 'agent' as const, name: 'Deniz' };
    expect(renderMessage({ kind: 'text', language: 'tr', text: 'Merhaba', author }).text).toBe(
      'Deniz: Merhaba',
    );
  });
});
