import { describe, expect, it } from 'vitest';
import type { ReadingContext } from '../../src/model/reading.ts';
import { loadLexicons, readSeveral } from '../../src/replies/index.ts';

const lexicons = await loadLexicons();
const label = (value: string, ...texts: string[]) => ({ value, texts });
const context: ReadingContext = {
  kind: 'choice',
  scale: null,
  language: 'en',
  labels: [
    label('price', 'The price', 'Fiyat'),
    label('wait', 'It took too long', 'Çok uzun sürdü'),
    label('tone', 'Tone and manners', 'İlgi ve üslup'),
  ],
};
const read = (text: string, language = 'en') => readSeveral(text, { ...context, language }, lexicons);
const choices = (...values: string[]) => ({ kind: 'choices', values, comment: null });

describe('a reply to a question that takes several answers', () => {
  it.each(['1, 3', '1 3', '3,1', '1 and 3', '1 ve 3', '1 & 3', '1-3', '1, 1, 3', '1،3', '(1), 3.'])(
    '%s is the first and the third',
    (text) => {
      expect(read(text)).toEqual(choices('price', 'tone'));
    },
  );

  it.each([
    ['2', choices('wait')],
    ['the price, it took too long', choices('price', 'wait')],
    ['fiyat ve çok uzun sürdü', choices('price', 'wait')],
    ['Tone and manners, the price', choices('price', 'tone')],
    ['The price\nIt took too long', choices('price', 'wait')],
  ])('%j is read', (text, reading) => {
    expect(read(text)).toEqual(reading);
  });

  it('a label that holds "and" is one answer', () => {
    expect(read('tone and manners')).toMatchObject({ kind: 'choice', value: 'tone' });
  });

  it('a number that is no answer makes the reply unclear', () => {
    expect(read('1, 7')).toMatchObject({ kind: 'ambiguous' });
  });

  it('what is said beside the answers is kept', () => {
    const text = 'the price, and your app crashed twice';
    expect(read(text)).toEqual({ kind: 'choices', values: ['price'], comment: text });
  });

  it('a wish to be left alone is no answer', () => {
    expect(read('STOP')).toEqual({ kind: 'opt_out' });
    expect(read('DUR', 'tr')).toEqual({ kind: 'opt_out' });
  });
});
