/** Longer replies are cut here, in UTF-16 units: an answer stands in the first lines, and reading stays fast. */
export const LONGEST_REPLY = 4_000;

const ASCII_ONLY = /^[\n\t\x20-\x7e]*$/;
/** Zero-width and direction characters, soft hyphens, variation selectors, the keycap's frame, tags. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\u20e3|\p{Emoji_Modifier}/gu;
/** More marks on one letter than any language writes: decoration, and slow to normalise. */
const MARK_RUNS = /(\p{M}{3})\p{M}+/gu;
const CONTROL = /(?!\n)[\p{Cc}\p{Cs}]/gu;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const SPACES = /[^\S\n]+/g;
const NUMERALS = /[\p{Nl}\p{No}\u{1f51f}]|(?![0-9])\p{Nd}/gu;
const FRACTIONS = /(\d?)\s?[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]/gu;

/** The value of numerals that Unicode does not fold to digits by itself: ❺ ➄ ⓹ ⓿ Ⅴ 🔟. */
function numeralValue(code: number): number | null {
  if (code === 0x1f51f) return 10;
  if (code === 0x24ff) return 0;
  if (code >= 0x2776 && code <= 0x2793) return ((code - 0x2776) % 10) + 1;
  if (code >= 0x24f5 && code <= 0x24fe) return code - 0x24f5 + 1;
  if (code >= 0x2160 && code <= 0x216b) return code - 0x2160 + 1;
  if (code >= 0x2170 && code <= 0x217b) return code - 0x2170 + 1;
  return null;
}

const DIGIT = /\p{Nd}/u;

/** Digits of every script come in runs of ten from a zero: the zero is found by walking down. */
function digitValue(code: number): number {
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
}

const seenNumerals = new Map<string, string>();

function toAsciiNumeral(char: string): string {
  const known = seenNumerals.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  const value = numeralValue(code);
  let ascii = char.normalize('NFKC');
  if (value !== null) ascii = ` ${value} `;
  else if (code > 0x7f && DIGIT.test(char) && !/^\d$/.test(ascii)) ascii = String(digitValue(code));
  seenNumerals.set(char, ascii);
  return ascii;
}

/** Letters that look the same, Cyrillic beside Latin and Greek beside Latin. */
const CYRILLIC_PAIRS = 'аaеeоoрpсcуyхxіiјjѕsһhАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅS';
const GREEK_PAIRS = 'ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvιi';
const pairs = (text: string): [string, string][] =>
  (text.match(/../gu) ?? []).map((pair) => [pair.slice(0, 1), pair.slice(1)]);
const toLatin = new Map([...pairs(CYRILLIC_PAIRS), ...pairs(GREEK_PAIRS)]);
const toCyrillic = new Map(pairs(CYRILLIC_PAIRS).map(([cyrillic, latin]) => [latin, cyrillic]));
const MIXED_WORD = /\p{L}+/gu;
const HAS_LOOK_ALIKES = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const IS_LATIN = /\p{Script=Latin}/gu;
const IS_CYRILLIC = /\p{Script=Cyrillic}/gu;
const HAS_LATIN = /\p{Script=Latin}/u;

/** "STОP" with a Cyrillic О is the same word: letters go over to the script that most of the word is in. */
function unmixed(word: string): string {
  if (!HAS_LATIN.test(word) || !HAS_LOOK_ALIKES.test(word)) return word;
  const latin = word.match(IS_LATIN)?.length ?? 0;
  const cyrillic = word.match(IS_CYRILLIC)?.length ?? 0;
  const table = latin >= cyrillic ? toLatin : toCyrillic;
  return [...word].map((letter) => table.get(letter) ?? letter).join('');
}

/**
 * The reply as a person sees it, in plain characters: cut to `LONGEST_REPLY`, invisible characters out, digits of
 * every script and shape as 0–9, look-alike letters in one script, "\n" between lines, single spaces.
 */
export function clean(text: string): string {
  const cut = text.length > LONGEST_REPLY ? text.slice(0, LONGEST_REPLY) : text;
  if (ASCII_ONLY.test(cut)) return cut.trim();
  const plain = cut
    .replace(INVISIBLE, '')
    .replace(MARK_RUNS, '$1')
    .replace(LINE_ENDS, '\n')
    .replace(CONTROL, ' ')
    .replace(FRACTIONS, (_, whole: string) => `${whole === '' ? '0' : whole}.5`)
    .replace(NUMERALS, toAsciiNumeral)
    .normalize('NFKC')
    .slice(0, LONGEST_REPLY);
  const oneScript = HAS_LOOK_ALIKES.test(plain) ? plain.replace(MIXED_WORD, unmixed) : plain;
  return oneScript.replace(SPACES, ' ').trim();
}
