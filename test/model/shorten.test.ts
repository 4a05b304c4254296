import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shorten } from '../../src/model/shorten.ts';

describe('shortening', () => {
  test('leaves alone what fits and marks what was cut', () => {
    expect(shorten('Çok memnunum', 12)).toBe('Çok memnunum');
    expect(shorten('Çok memnunum', 11)).toBe('Çok memnun…');
    expect(shorten('Çok memnunum', 5)).toBe('Çok…');
  });

  test('never cuts what a person reads as one character', () => {
    expect(shorten('👩‍👩‍👧👩‍👩‍👧', 12)).toBe('👩‍👩‍👧…');
    expect(shorten('👩‍👩‍👧 and more', 5)).toBe('…');
    expect(shorten('cafe\u0301s', 5)).toBe('caf…');
  });

  test('is never longer than allowed', () => {
    const property = fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 1, max: 30 }),
      (text, max) => {
        expect(shorten(text, max).length).toBeLessThanOrEqual(max);
      },
    );
    fc.assert(property);
  });
});
