const ACCENTED = /\P{ASCII}/u;
const MARKS = /\p{M}+/gu;
const SPECIAL: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ـ: '',
  ة: 'ه',
  ى: 'ي',
  ک: 'ك',
  ی: 'ي',
};
const SPECIAL_LETTERS = new RegExp(`[${Object.keys(SPECIAL).join('')}]`, 'gu');

/** Lower case that treats I, İ and ı alike: the dot of "İ" would otherwise stay behind as a mark of its own. */
export const lower = (text: string): string => text.toLowerCase().replaceAll('i̇', 'i');

/** A word without case and accents: "Üç" → "uc", "İPTAL" → "iptal", "пятёрка" → "пятерка", "أربعة" → "اربعه". */
export function fold(text: string): string {
  const small = lower(text);
  if (!ACCENTED.test(small)) return small;
  return small
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(SPECIAL_LETTERS, (letter) => SPECIAL[letter] ?? letter);
}
