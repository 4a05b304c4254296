import { describe, expect, it } from 'vitest';
import { loadLexicons, readReply } from '../../src/replies/index.ts';
import { contextOf, corpus, expectedFlags, flagsOf } from './corpus.ts';

const lexicons = loadLexicons();
const lines = corpus();

describe('the labelled corpus', () => {
  it('holds at least 600 replies, all nine languages among them', () => {
    expect(lines.length).toBeGreaterThanOrEqual(600);
    const languages = new Set(lines.map(({ lang }) => lang));
    for (const language of lexicons.languages) expect(languages).toContain(language);
  });

  it('is read without a single wrong score', () => {
    const wrong = lines.filter((line) => {
      const { score } = flagsOf(readReply(line.text, contextOf(line), lexicons));
      return score !== null && score !== expectedFlags(line).score;
    });
    expect(wrong).toEqual([]);
  });

  it('is read as a careful person would, in every language', () => {
    for (const language of [...lexicons.languages, 'und']) {
      const own = lines.filter(({ lang }) => lang === language);
      const right = own.filter((line) => {
        const read = flagsOf(readReply(line.text, contextOf(line), lexicons));
        return JSON.stringify(read) === JSON.stringify(expectedFlags(line));
      });
      expect(right.length / own.length, language).toBeGreaterThanOrEqual(0.98);
    }
  });
});
