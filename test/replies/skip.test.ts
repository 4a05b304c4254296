import { describe, expect, it } from 'vitest';
import { loadLexicons, saysNothing } from '../../src/replies/index.ts';

const lexicons = loadLexicons();

describe('nothing to add', () => {
  it.each([
    'yok',
    'Hayır.',
    'YOK TEŞEKKÜRLER 🙏',
    'hayir tesekkurler',
    'No',
    'no thanks!',
    "That's all",
    'thats all',
    'N/A',
    '-',
    'Nein, danke',
    'non merci',
    'нет, спасибо',
    'لا شكرا',
    'nada más',
  ])('is what %j says', (text) => {
    expect(saysNothing(text, lexicons)).toBe(true);
  });

  it.each([
    'Teşekkürler',
    'hayır, çok yavaştınız',
    'yok artık, iki hafta bekledim',
    'no one answered',
    'nothing works',
    'no?',
    'yok mu bunun çözümü',
    '👍',
    '',
  ])('is not what %j says', (text) => {
    expect(saysNothing(text, lexicons)).toBe(false);
  });
});
