/** The kinds of token that a reply falls into. */
export const Kind = {
  WORD: 0,
  NUMBER: 1,
  /** Ends a sentence or a part of it: . ! , ; ( ) and line ends. */
  BREAK: 2,
  /** "?" in its shapes. */
  QUESTION_MARK: 3,
  /** ":" and "=": joins a label to its number. */
  COLON: 4,
  DASH: 5,
  SLASH: 6,
  STAR: 7,
  EMPTY_STAR: 8,
  ASTERISK: 9,
  /** %, @ and currency signs: the number beside it is no plain one. */
  UNIT_SIGN: 10,
  HASH: 11,
  PLUS: 12,
  /** < > ≤ ≥ ~ ≈ ^ and the like: the number beside it is no plain one. */
  COMPARE: 13,
  EMOJI: 14,
} as const;

export interface Token {
  kind: number;
  /** Where it stands in the cleaned text; `end` is exclusive. */
  start: number;
  end: number;
  /** A word as it is looked up: lower case with accents, quotes as '. */
  word: string;
  /** A number's value; NaN where it is no whole number. */
  value: number;
  /** A number's digits, for what the value does not show ("05", "417797"). */
  digits: string;
  /** "1.2.3", "12.05.2024": dates, versions and addresses. */
  dotted: boolean;
  /** Nothing but an apostrophe, or nothing at all, stands between it and the token before. */
  glued: boolean;
}

const CLASS_OTHER = 0;
const CLASS_SPACE = 1;
const CLASS_DIGIT = 2;
const CLASS_LETTER = 3;
const CLASS_SYMBOL = 4;

const LETTER = /[\p{L}\p{M}]/u;
const SYMBOLS: Readonly<Record<string, number>> = {
  '?': Kind.QUESTION_MARK,
  '؟': Kind.QUESTION_MARK,
  '¿': Kind.EMOJI,
  ':': Kind.COLON,
  '=': Kind.COLON,
  '-': Kind.DASH,
  '‐': Kind.DASH,
  '‑': Kind.DASH,
  '–': Kind.DASH,
  '—': Kind.DASH,
  '−': Kind.DASH,
  '→': Kind.DASH,
  '/': Kind.SLASH,
  '\\': Kind.SLASH,
  '|': Kind.SLASH,
  '⁄': Kind.SLASH,
  '∕': Kind.SLASH,
  '÷': Kind.SLASH,
  '⭐': Kind.STAR,
  '★': Kind.STAR,
  '✭': Kind.STAR,
  '✮': Kind.STAR,
  '☆': Kind.EMPTY_STAR,
  '*': Kind.ASTERISK,
  '%': Kind.UNIT_SIGN,
  '٪': Kind.UNIT_SIGN,
  '‰': Kind.UNIT_SIGN,
  '#': Kind.HASH,
  '+': Kind.PLUS,
  '<': Kind.COMPARE,
  '>': Kind.COMPARE,
  '≤': Kind.COMPARE,
  '≥': Kind.COMPARE,
  '~': Kind.COMPARE,
  '≈': Kind.COMPARE,
  '≠': Kind.COMPARE,
  '^': Kind.COMPARE,
  '°': Kind.UNIT_SIGN,
  '@': Kind.UNIT_SIGN,
};
const CURRENCY = /\p{Sc}/u;
const BREAKS = new Set('.!,;()[]{}\n…،؛。、•·');
/** Quotation marks say nothing about the number inside: they are left out. */
const QUIET = new Set('"«»“”„‟‹›`\'’‘´_');

/** The class of every character of the basic plane, worked out once. */
const classes = new Uint8Array(0x10000);
for (let code = 0; code < 0x10000; code++) {
  const char = String.fromCharCode(code);
  if (code >= 0x30 && code <= 0x39) classes[code] = CLASS_DIGIT;
  else if (char === ' ' || char === '\t') classes[code] = CLASS_SPACE;
  else if (LETTER.test(char)) classes[code] = CLASS_LETTER;
  else if (QUIET.has(char)) classes[code] = CLASS_SPACE;
  else classes[code] = CLASS_SYMBOL;
}
const classOf = (text: string, at: number): number =>
  at < text.length ? (classes[text.charCodeAt(at)] ?? CLASS_OTHER) : CLASS_OTHER;

const isApostrophe = (char: string | undefined): boolean =>
  char === "'" || char === '’' || char === '‘' || char === '´' || char === '`';

const token = (kind: number, start: number, end: number, word = '', value = Number.NaN): Token => ({
  kind,
  start,
  end,
  word,
  value,
  digits: '',
  dotted: false,
  glued: false,
});

/** "4", "4.5", "4,0", "1.2.3": digits with points or commas between. */
function numberAt(text: string, start: number): Token {
  let end = start;
  let separators = 0;
  let firstSeparator = -1;
  let longest = 0;
  for (;;) {
    const group = end;
    while (classOf(text, end) === CLASS_DIGIT) end++;
    longest = Math.max(longest, end - group);
    const char = text[end];
    if ((char !== '.' && char !== ',' && char !== '٫') || classOf(text, end + 1) !== CLASS_DIGIT) break;
    if (separators++ === 0) firstSeparator = end;
    end++;
  }
  const found = token(Kind.NUMBER, start, end);
  found.digits = text.slice(start, separators > 0 ? firstSeparator : end);
  found.dotted = separators > 1 && longest > 1;
  const fraction = separators === 1 ? text.slice(firstSeparator + 1, end) : '';
  const whole = separators === 0 || fraction === '0' || fraction === '00';
  // "05" is 5; other leading zeros ("007", "00") are codes.
  const padded = found.digits.length > 1 && found.digits.startsWith('0') && !/^0[1-9]$/.test(found.digits);
  if (whole && !padded && found.digits.length <= 9) found.value = Number.parseInt(found.digits, 10);
  return found;
}

function wordAt(text: string, start: number): Token {
  let end = start + 1;
  for (;;) {
    if (classOf(text, end) === CLASS_LETTER) end++;
    else if (isApostrophe(text[end]) && classOf(text, end + 1) === CLASS_LETTER) end += 2;
    else break;
  }
  return token(Kind.WORD, start, end, text.slice(start, end));
}

function symbolAt(text: string, start: number): Token {
  const code = text.codePointAt(start) ?? 0;
  const char = String.fromCodePoint(code);
  const end = start + char.length;
  if (char === '🌟') return token(Kind.STAR, start, end);
  const kind = SYMBOLS[char] ?? (BREAKS.has(char) ? Kind.BREAK : undefined);
  if (kind !== undefined) return token(kind, start, end, char);
  return token(CURRENCY.test(char) ? Kind.UNIT_SIGN : Kind.EMOJI, start, end, char);
}

/** The reply as tokens, in one pass from left to right. Expects cleaned text. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let glued = false;
  while (at < text.length) {
    const kind = classOf(text, at);
    if (kind === CLASS_SPACE) {
      glued = glued && isApostrophe(text[at]);
      at++;
      continue;
    }
    const next =
      kind === CLASS_DIGIT
        ? numberAt(text, at)
        : kind === CLASS_LETTER
          ? wordAt(text, at)
          : symbolAt(text, at);
    next.glued = glued;
    tokens.push(next);
    at = next.end;
    glued = true;
  }
  return tokens;
}
