import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/model/reading.ts';
import { loadLexicons, readReply } from '../../src/replies/index.ts';
import { adversarialText, randomFrom } from './adversarial.ts';

const lexicons = loadLexicons();
const scale = { min: 1, max: 5 };
const read = (text: string, language: string | undefined, channel: string | undefined): Reading =>
  readReply(text, { kind: 'csat', scale, language, channel }, lexicons);

const languages = fc.constantFrom('tr', 'en', 'de', 'es', 'fr', 'pt', 'it', 'ru', 'ar', 'und', undefined);
const channels = fc.constantFrom('email', 'sms', undefined);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.integer().map((seed) => adversarialText(randomFrom(seed))),
);

describe('any text at all', () => {
  it('is read without an exception, and a score is always one of the scale', () => {
    fc.assert(
      fc.property(texts, languages, channels, (text, language, channel) => {
        const reading = read(text, language, channel);
        if (reading.kind !== 'score') return true;
        return Number.isInteger(reading.score) && reading.score >= scale.min && reading.score <= scale.max;
      }),
      { numRuns: 20_000 },
    );
  });

  it('is read the same way twice', () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        expect(read(text, language, 'email')).toEqual(read(text, language, 'email'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is a score with the same number when it is only dressed up', () => {
    const dressed = fc.tuple(
      fc.integer(scale),
      fc.constantFrom('', ' ', '"', '(', '\u200b', '**'),
      fc.constantFrom('', '!', '.', '!!!', ' ', ' 🙂'),
    );
    fc.assert(
      fc.property(dressed, languages, ([score, before, after], language) => {
        expect(read(`${before}${score}${after}`, language, 'sms')).toMatchObject({ kind: 'score', score });
      }),
    );
  });
});
