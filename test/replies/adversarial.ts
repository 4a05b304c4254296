/** Texts that try to break a reader: huge, binary, repeated, nested, of every script and of near-miss answers. */
const PIECES = [
  '5',
  '10',
  '4',
  '0',
  ' ',
  '  ',
  '\n',
  '.',
  ',',
  '-',
  '/',
  '+',
  '%',
  '⭐',
  '☆',
  '😡',
  '5️⃣',
  '🔟',
  '٥',
  '５',
  '½',
  '④',
  'out of',
  'over',
  'not',
  'but',
  'sorry',
  'I meant',
  'between',
  'and',
  'or',
  'at least',
  'stop',
  'please',
  'unsubscribe',
  'üzerinden',
  'değil',
  'pardon',
  "10'da",
  'beş',
  'onda',
  'sekiz',
  'veriyorum',
  'puan',
  'yıldız',
  'ama',
  'iptal',
  'bir',
  'zwischen',
  'nicht',
  'sondern',
  'Sterne',
  'entre',
  'étoiles',
  'mas',
  'não',
  'stelle',
  'из',
  'не',
  'пять',
  'ставлю',
  'من',
  'خمسة',
  'ليس',
  'بل',
  'و',
  "'",
  '"',
  '“',
  '”',
  '(',
  ')',
  '[',
  ']',
  '<',
  '>',
  ':',
  ';',
  '=',
  '#',
  '$',
  '€',
  '@',
  '\\',
  '|',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u0301',
  '\u0300\u0327\u0301',
  '\ud800',
  '\udc00',
  '\0',
  '\u0007',
  'ﷺ',
  '𝟝',
  'İ',
  'I',
  'ı',
  'On Mon wrote:',
  '> ',
  'From: a <a@b>',
  'Sent: x',
  'Kimden: x',
  'Op ',
  'schreef',
  'Am ',
  'schrieb',
  '-- ',
  'W dniu ',
  'a',
  'aaaa',
  'qwerty',
  '1/1/1',
  '1.1.1.1',
  '24/7',
  'one',
  'the one',
  '5th',
  '5.',
  'https://a.test/5?x=10',
  '5★',
  '****',
] as const;

/** A generator of numbers in [0, 1) from a seed (mulberry32), so that a text that broke something can be made again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.floor(random() * list.length)];

const anyUnit = (random: () => number): string => String.fromCharCode(Math.floor(random() * 0x10000));

/** How long texts are: mostly short, now and then far over the reader's limit. */
function lengthFor(random: () => number): number {
  const kind = random();
  if (kind < 0.9) return 1 + Math.floor(random() * 12);
  return kind < 0.99 ? Math.floor(random() * 200) : Math.floor(random() * 6_000);
}

/** One text, made of pieces, of any characters, or of one piece over and over. */
export function adversarialText(random: () => number): string {
  const length = lengthFor(random);
  const kind = random();
  if (kind < 0.2) return Array.from({ length }, () => anyUnit(random)).join('');
  if (kind < 0.35)
    return `${pick(PIECES, random) ?? ''}${pick(['', ' ', '\n'], random) ?? ''}`.repeat(length);
  const glue = pick(['', ' ', ' ', ' ', '\n', "'"], random) ?? ' ';
  return Array.from({ length }, () => pick(PIECES, random) ?? '').join(glue);
}
