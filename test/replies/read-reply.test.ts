import { describe, expect, it } from 'vitest';
import type { ReadingContext } from '../../src/model/reading.ts';
import { loadLexicons, readReply } from '../../src/replies/index.ts';

const lexicons = loadLexicons();
const csat: ReadingContext = { kind: 'csat', scale: { min: 1, max: 5 } };
const nps: ReadingContext = { kind: 'nps', scale: { min: 0, max: 10 } };
const labels = [
  { value: 1, texts: ['Very unsatisfied', 'Hiç memnun değilim'] },
  { value: 2, texts: ['Unsatisfied', 'Memnun değilim'] },
  { value: 4, texts: ['Satisfied', 'Memnunum'] },
  { value: 5, texts: ['Very satisfied', 'Çok memnunum'] },
];
const read = (text: string, context: ReadingContext = csat) => readReply(text, context, lexicons);

describe('a score', () => {
  it('keeps the words that stood beside it, without the number', () => {
    expect(read('5, it was great!')).toEqual({
      kind: 'score',
      score: 5,
      comment: 'it was great!',
      correction: false,
    });
    expect(read('4 ama çok bekledim', { ...csat, language: 'tr' })).toMatchObject({
      score: 4,
      comment: 'çok bekledim',
    });
    expect(read('Excellent support, 5')).toMatchObject({ score: 5, comment: 'Excellent support' });
  });

  it('says when it takes an earlier one back', () => {
    const correction = (text: string, language: string) => read(text, { ...csat, language });
    expect(correction('sorry, I meant 4', 'en')).toMatchObject({ score: 4, correction: true });
    expect(correction('4 değil pardon 5', 'tr')).toMatchObject({ score: 5, correction: true });
    expect(correction('düzeltiyorum 3', 'tr')).toMatchObject({ score: 3, correction: true });
    expect(correction('4', 'en')).toMatchObject({ score: 4, correction: false });
  });

  it('is never rescaled or rounded', () => {
    for (const text of ['8/10', '4.5', '100', '4½', 'four and a half', '10 üzerinden 8']) {
      expect(read(text), text).toMatchObject({ kind: 'ambiguous' });
    }
    expect(read('8/10', nps)).toMatchObject({ score: 8 });
  });

  it('is found in the language of the words when the customer writes in another than expected', () => {
    expect(read('beş yıldız', { ...csat, language: 'de' })).toMatchObject({ score: 5 });
    expect(read('five', { ...csat, language: 'tr' })).toMatchObject({ score: 5 });
    expect(read('on', { ...nps, language: 'tr' })).toMatchObject({ score: 10 });
    expect(read('on', { ...nps, language: 'en' })).toMatchObject({ kind: 'comment' });
  });
});

describe('labels of a scale', () => {
  const context = { ...csat, labels };

  it('count as their number, with small slips too', () => {
    expect(read('çok memnunum', context)).toMatchObject({ score: 5 });
    expect(read('ÇOK MEMNUNUM!', context)).toMatchObject({ score: 5 });
    expect(read('cok memnnum', context)).toMatchObject({ score: 5 });
    expect(read('very unsatisfied', context)).toMatchObject({ score: 1 });
  });

  it('count only when exactly one fits', () => {
    const close = [
      { value: 1, texts: ['Bad one'] },
      { value: 2, texts: ['Bad two'] },
    ];
    expect(read('bad tne', { ...csat, labels: close })).toMatchObject({ kind: 'comment' });
  });

  it('are doubtful beside another number', () => {
    expect(read('4 çok memnunum', context)).toMatchObject({ kind: 'ambiguous' });
    expect(read('5 çok memnunum', context)).toMatchObject({ score: 5, comment: null });
  });
});

describe('a choice question', () => {
  const context: ReadingContext = {
    kind: 'choice',
    scale: null,
    labels: [
      { value: 'speed', texts: ['Speed', 'Hız'] },
      { value: 'kindness', texts: ['Kindness', 'Nezaket'] },
      { value: 'result', texts: ['The result', 'Sonuç'] },
    ],
  };

  it('takes a label, a label with a slip, or its number in the list', () => {
    expect(read('Kindness', context)).toMatchObject({ kind: 'choice', value: 'kindness' });
    expect(read('nezeket', context)).toMatchObject({ kind: 'choice', value: 'kindness' });
    expect(read('3', context)).toMatchObject({ kind: 'choice', value: 'result' });
    expect(read('2.', context)).toMatchObject({ kind: 'choice', value: 'kindness' });
  });

  it('keeps the words around a label', () => {
    expect(read('speed, it took two hours', context)).toMatchObject({ kind: 'choice', value: 'speed' });
  });

  it('asks again for a number that is not in the list', () => {
    expect(read('7', context)).toMatchObject({ kind: 'ambiguous' });
  });

  it('takes anything else as what it is', () => {
    expect(read('it was all fine', context)).toMatchObject({ kind: 'comment' });
    expect(read('STOP', context)).toEqual({ kind: 'opt_out' });
  });
});

describe('a text question', () => {
  const context: ReadingContext = { kind: 'text', scale: null };

  it('takes whatever is said, numbers too', () => {
    expect(read('5 people were kind', context)).toEqual({ kind: 'comment', text: '5 people were kind' });
    expect(read('4', context)).toEqual({ kind: 'comment', text: '4' });
  });

  it('still hears a wish to be left alone, a machine, and a request', () => {
    expect(read('please stop texting me', context)).toEqual({ kind: 'opt_out' });
    expect(read('Automatic reply: out of office', context)).toEqual({ kind: 'auto_reply' });
    expect(read('where is my order?', context)).toMatchObject({ kind: 'request' });
  });
});

describe('a request', () => {
  it('is what clearly asks the agents for something', () => {
    for (const text of [
      'Where is my order?',
      'siparişim nerede',
      'faturamı iptal edin',
      'please call me back',
    ]) {
      expect(read(text), text).toMatchObject({ kind: 'request' });
    }
  });

  it('is not an opinion', () => {
    for (const text of ['great help', 'çok kötüydü', 'your agent called me twice', 'thanks']) {
      expect(read(text), text).toMatchObject({ kind: 'comment' });
    }
  });
});

describe('long and empty texts', () => {
  it('are read to their documented length', () => {
    expect(read(`5. ${'a'.repeat(50_000)}`)).toMatchObject({ kind: 'score', score: 5 });
    const reading = read('x'.repeat(50_000));
    expect(reading.kind === 'comment' && reading.text.length).toBe(4_000);
  });

  it('that say nothing are asked about once more', () => {
    for (const text of ['', '   ', '\n\n', '…', '\u200b']) {
      expect(read(text), JSON.stringify(text)).toMatchObject({ kind: 'ambiguous' });
    }
  });
});
