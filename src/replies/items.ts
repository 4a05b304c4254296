import { Ending, type View } from './compile.ts';
import { fold } from './fold.ts';
import { Mark } from './marks.ts';
import { Role } from './roles.ts';
import { Kind, type Token } from './tokens.ts';
import type { Match } from './word-book.ts';
import { type WordForm, wordForm } from './word-form.ts';

/** A token, or a phrase of several, with what it means. */
export interface Item {
  kind: number;
  start: number;
  end: number;
  /** Bits of `Role`; 0 for a word that no list knows. */
  roles: number;
  /** Bits of `Mark`. */
  marks: number;
  /** A number's value; NaN where it is none or no whole one. */
  value: number;
  digits: string;
  /** Written out as a word. */
  spelled: boolean;
  cautious: boolean;
  /** One of `Ending`. */
  ending: number;
  /** Stands right at the token before, with nothing between. */
  glued: boolean;
  /** Begins with a capital, and is not all capitals. */
  capital: boolean;
  /** Part of a code, a date, a version: no score. */
  code: boolean;
  /** A word's folded form; a sign's character. */
  text: string;
}

export interface Annotated {
  items: Item[];
  /** Intents of the phrases in the text, as bits of `Intent`, with the word before each. */
  intents: { intent: number; before: string | null }[];
}

const CAPITAL = /^\p{Lu}/u;
const SHOUT = /^\P{Ll}{2,}$/u;
const DOUBLES = /(\p{L})\1/gu;

/** A number word with an ending ("beşten", "sekiz'i"), or null. */
function withEnding(word: string, view: View): { value: number; ending: number } | null {
  for (let cut = word.length - 1; cut > 1 && word.length - cut <= 6; cut--) {
    const ending = view.endings.get(word.slice(cut));
    if (ending === undefined) continue;
    const base = word.slice(0, cut);
    const value = view.numbers.get(base.endsWith("'") ? base.slice(0, -1) : base);
    if (value !== undefined) return { value, ending };
  }
  return null;
}

const blank = (token: Token): Item => ({
  kind: token.kind,
  start: token.start,
  end: token.end,
  roles: 0,
  marks: 0,
  value: token.value,
  digits: token.digits,
  spelled: false,
  cautious: false,
  ending: Ending.NONE,
  glued: token.glued,
  capital: false,
  code: token.dotted,
  text: token.word,
});

/** "والخدمة" is "خدمة" with "and the" before it. */
function takePrefixed(item: Item, form: WordForm, view: View): boolean {
  for (const prefix of view.prefixes) {
    if (!form.folded.startsWith(prefix) || form.folded.length < prefix.length + 2) continue;
    const rest = form.folded.slice(prefix.length);
    const { meaning } = view.book.match([{ lower: rest, folded: rest }], 0);
    if (meaning === null) continue;
    item.roles = meaning.roles;
    item.value = meaning.value;
    item.cautious = meaning.cautious;
    item.spelled = (meaning.roles & Role.NUMBER) !== 0;
    return true;
  }
  return false;
}

/** Endings are of two to six letters, and something stands before them. */
function statesSomething(word: string, view: View): boolean {
  if (view.sentenceEndings.size === 0) return false;
  for (let length = 2; length <= 6 && length < word.length - 1; length++) {
    if (view.sentenceEndings.has(word.slice(-length))) return true;
  }
  return false;
}

const setsCondition = (word: string, view: View): boolean =>
  word.length > 4 && view.conditionEndings.some((ending) => word.endsWith(ending));

/** Meets a word that no list knows as it stands: without its apostrophe, without its ending. */
function unknownWord(item: Item, form: WordForm, view: View): void {
  const number = view.endings.size > 0 ? withEnding(form.folded, view) : null;
  if (number !== null) {
    item.roles = number.ending === Ending.ORDINAL ? Role.NUMBER | Role.IDIOM : Role.NUMBER;
    item.value = number.value;
    item.ending = number.ending;
    item.spelled = true;
    return;
  }
  const single = form.folded.replace(DOUBLES, '$1');
  if (single !== form.folded && view.numbers.has(single)) {
    item.roles = Role.NUMBER;
    item.value = view.numbers.get(single) ?? Number.NaN;
    item.spelled = true;
    item.cautious = true;
    return;
  }
  if (view.prefixes.length > 0 && takePrefixed(item, form, view)) return;
  if (statesSomething(form.folded, view)) {
    item.roles = Role.STARTER;
    return;
  }
  const apostrophe = form.lower.indexOf("'");
  if (apostrophe < 0) return;
  const bare = form.lower.replaceAll("'", '');
  const stem = form.lower.slice(0, apostrophe);
  for (const part of [bare, stem]) {
    const match = view.book.match([{ lower: part, folded: fold(part) }], 0);
    if (match.meaning === null) continue;
    item.roles = match.meaning.roles & ~Role.NUMBER;
    return;
  }
}

/** The "e" of "e-mail", once its hyphen is gone. */
const isLoneE = (token: Token): boolean => token.word === 'e' || token.word === 'E';

/** "5-star", "out-of-office": a hyphen inside a word is no token of its own. */
function withoutHyphens(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  tokens.forEach((token, at) => {
    const before = kept.at(-1);
    const after = tokens[at + 1];
    if (before?.kind === Kind.WORD && token.kind === Kind.WORD && token.glued && isLoneE(before)) {
      kept[kept.length - 1] = { ...before, word: before.word + token.word, end: token.end };
      return;
    }
    const between = token.kind === Kind.DASH && token.glued && after?.glued === true && before !== undefined;
    const inWord =
      between && (after.kind === Kind.WORD || (before.kind === Kind.WORD && after.kind === Kind.NUMBER));
    const labels = inWord && after.kind === Kind.NUMBER;
    if (!inWord || labels) kept.push(token);
  });
  return kept;
}

function formsOf(tokens: readonly Token[]): (WordForm | undefined)[] {
  return tokens.map((token) => {
    if (token.kind === Kind.WORD) return wordForm(token.word);
    if (token.kind !== Kind.NUMBER || Number.isNaN(token.value)) return undefined;
    return { lower: token.digits, folded: token.digits };
  });
}

/** What letters right behind digits do: an ending ("5ten") is taken in; unknown letters make a code ("5G"). */
function joinDigits(items: Item[], item: Item, form: WordForm, next: Token | undefined, view: View): boolean {
  const number = items.at(-1);
  if (number === undefined || (number.roles & Role.NUMBER) === 0) return false;
  const ending = view.endings.get(form.folded);
  if (ending === undefined) return false;
  // "10 da 8": typed apart, an ending is one only when another number follows.
  const apart = !item.glued || number.kind !== Kind.NUMBER;
  if (apart && (ending === Ending.PLAIN || ending === Ending.ORDINAL || next?.kind !== Kind.NUMBER))
    return false;
  number.ending = ending;
  number.end = item.end;
  return true;
}

const GOES_BEFORE_DIGITS =
  Role.RATING |
  Role.GIVE |
  Role.OUT_OF |
  Role.FILLER |
  Role.OBJECT |
  Role.OPINION |
  Role.CORRECTION |
  Role.EITHER;

/** Letters and digits in one word are a code unless the letters mean something there: "puan5", "5stars". */
function markCodes(items: readonly Item[]): void {
  items.forEach((item, at) => {
    const before = items[at - 1];
    if (!item.glued || before === undefined) return;
    const letter = item.text.length === 1 && (item.roles & (Role.UNIT | Role.RATING | Role.STAR)) === 0;
    if (item.kind === Kind.WORD && before.kind === Kind.NUMBER && (item.roles === 0 || letter))
      before.code = true;
    if (item.kind !== Kind.NUMBER || before.kind !== Kind.WORD) return;
    const joins = (before.roles & Role.EITHER) !== 0;
    if ((before.roles & GOES_BEFORE_DIGITS) === 0 || (before.text.length < 2 && !joins)) item.code = true;
  });
}

/** The reply's tokens with their meanings in one language. */
export function annotate(raw: readonly Token[], view: View): Annotated {
  const tokens = withoutHyphens(raw);
  const forms = formsOf(tokens);
  const items: Item[] = [];
  const intents: Annotated['intents'] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    const form = forms[at];
    if (token === undefined) break;
    const item = blank(token);
    if (form === undefined) {
      if (token.kind === Kind.NUMBER) item.roles = Role.NUMBER;
      items.push(item);
      at++;
      continue;
    }
    const match = view.book.match(forms, at);
    if (match.intent !== 0) intents.push({ intent: match.intent, before: forms[at - 1]?.folded ?? null });
    const length = Math.max(1, match.length);
    if (token.kind === Kind.WORD && length === 1 && joinDigits(items, item, form, tokens[at + 1], view)) {
      at++;
      continue;
    }
    describe(item, form, match, tokens[at + length - 1] ?? token, view);
    item.capital = CAPITAL.test(token.word) && !SHOUT.test(token.word);
    items.push(item);
    at += length;
  }
  markCodes(items);
  return { items, intents };
}

function describe(item: Item, form: WordForm, match: Match, last: Token, view: View): void {
  if (item.kind === Kind.WORD) {
    item.text = form.folded;
    if (setsCondition(form.folded, view)) item.marks = Mark.CONDITION;
  }
  if (match.meaning === null) {
    if (item.kind === Kind.WORD) unknownWord(item, form, view);
    else item.roles = Role.NUMBER;
    return;
  }
  item.kind = Kind.WORD;
  item.end = last.end;
  item.roles = match.meaning.roles;
  item.marks |= match.meaning.marks;
  if ((item.roles & Role.FILLER) !== 0) item.marks &= ~Mark.CONDITION;
  item.value = match.meaning.value;
  item.cautious = match.meaning.cautious;
  item.spelled = (item.roles & Role.NUMBER) !== 0;
}
