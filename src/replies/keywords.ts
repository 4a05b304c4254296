import type { Lexicons, View } from './compile.ts';
import { fold } from './fold.ts';
import type { Annotated } from './items.ts';
import { Kind, type Token } from './tokens.ts';
import { Intent } from './word-book.ts';
import { wordForm } from './word-form.ts';

/** A message of more words is no keyword, with or without courtesy. */
const LONGEST_KEYWORD = 8;
/** "iptaal", "stoppp": letters held down. */
const STRETCHED = /(\p{L})\1+/gu;
const LEET = /^(?=.*\d)(?=.*[a-z])[a-z\d]{4,12}$/i;
const LEET_LETTERS: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's' };

/** True: the whole message opts out; false: it opts in; null: neither. */
export function keywordOf(
  text: string,
  tokens: readonly Token[],
  view: View,
  lexicons: Lexicons,
): boolean | null {
  if (LEET.test(text)) {
    const word = fold(text).replace(/\d/g, (digit) => LEET_LETTERS[digit] ?? digit);
    return view.keywords.get(word) === true ? true : null;
  }
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === Kind.NUMBER || token.kind === Kind.QUESTION_MARK) return null;
    if (token.kind !== Kind.WORD) continue;
    if (words.length === LONGEST_KEYWORD) return null;
    words.push(wordForm(token.word).folded);
  }
  return lookUp(words, view, lexicons);
}

function lookUp(words: readonly string[], view: View, lexicons: Lexicons): boolean | null {
  if (words.length === 0) return null;
  const whole = view.keywords.get(words.join(' '));
  if (whole !== undefined) return whole;
  const spelledOut = words.length > 2 && words.every((word) => word.length === 1);
  if (spelledOut) return view.keywords.get(words.join('')) ?? null;
  const bare = words.filter((word) => !lexicons.courtesy.has(word));
  const repeated = bare.length > 1 && bare.every((word) => word === bare[0]);
  const core = repeated ? (bare[0] ?? '') : bare.join(' ');
  return view.keywords.get(core) ?? view.keywords.get(core.replace(STRETCHED, '$1')) ?? null;
}

const STANDS_APART: ReadonlySet<number> = new Set([Kind.BREAK, Kind.EMOJI, Kind.NUMBER, Kind.DASH]);
const SHOUTED = /\p{Lu}/u;
const SMALL = /\p{Ll}/u;

/** "Never mind the survey. STOP": a keyword in capitals as a sentence of its own. */
export function hasShoutedKeyword(tokens: readonly Token[], view: View): boolean {
  return tokens.some((token, at) => {
    if (token.kind !== Kind.WORD || !SHOUTED.test(token.word) || SMALL.test(token.word)) return false;
    const alone = [tokens[at - 1], tokens[at + 1]].every((n) => n === undefined || STANDS_APART.has(n.kind));
    return alone && view.keywords.get(fold(token.word)) === true;
  });
}

/** Whether the reply asks plainly to be left alone: "take me off your list". */
export function asksToStop(annotated: Annotated, lexicons: Lexicons): boolean {
  return annotated.intents.some(
    ({ intent, before }) =>
      (intent & Intent.OPT_OUT) !== 0 && (before === null || !lexicons.turnsRound.has(before)),
  );
}
