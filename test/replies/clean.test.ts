import { describe, expect, it } from 'vitest';
import { clean, LONGEST_REPLY } from '../../src/replies/clean.ts';
import { fold } from '../../src/replies/fold.ts';

describe('cleaning', () => {
  it('brings digits of every script and shape to 0–9', () => {
    const digits = {
      '٥': '5',
      '۵': '5',
      '५': '5',
      '５': '5',
      '𝟓': '5',
      '⑤': '5',
      '5️⃣': '5',
      '1️⃣0️⃣': '10',
      '❺': '5',
      '🔟': '10',
    };
    for (const [text, digit] of Object.entries(digits)) expect(clean(text), text).toBe(digit);
  });

  it('takes out what cannot be seen', () => {
    expect(clean('\u200b4\u200b \u202e5\ufeff')).toBe('4 5');
  });

  it('puts look-alike letters into one script', () => {
    expect(clean('STОP')).toBe('STOP');
    expect(clean('CТОП')).toBe('СТОП');
    expect(clean('стоп и stop')).toBe('стоп и stop');
  });

  it('makes fractions visible as such', () => {
    expect(clean('4½')).toBe('4.5');
  });

  it('cuts at the documented length, also where characters unfold to many', () => {
    expect(clean('ﷺ'.repeat(LONGEST_REPLY)).length).toBeLessThanOrEqual(LONGEST_REPLY);
  });
});

describe('folding', () => {
  it('makes İ, I, ı and i one letter', () => {
    expect(new Set(['İPTAL', 'IPTAL', 'ıptal', 'iptal', 'İptal'].map(fold))).toEqual(new Set(['iptal']));
  });

  it('drops accents in every script', () => {
    expect(['dört', 'fünf', 'ß', 'пятёрка', 'أربعة'].map(fold)).toEqual([
      'dort',
      'funf',
      'ss',
      'пятерка',
      'اربعه',
    ]);
  });
});
