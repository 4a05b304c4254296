import type { Lexicons, View } from './compile.ts';
import { Kind, type Token } from './tokens.ts';
import { wordForm } from './word-form.ts';

/** Words looked at: enough to know a language, few enough to stay fast. */
const SAMPLE = 40;

/** Against the language that is expected only words of some length speak: endings typed apart look like words. */
const SHORTEST_SIGN = 3;

/** The languages that know a word as it stands, or by a beginning of four letters or more. */
function knownIn(word: string, lexicons: Lexicons): number {
  let known = lexicons.knownIn.get(word) ?? 0;
  for (let end = Math.min(word.length, 12); end >= 4; end--) {
    known |= lexicons.stemsIn.get(word.slice(0, end)) ?? 0;
  }
  return known;
}

/** How many languages share a word. */
function bitsOf(known: number): number {
  let count = 0;
  for (let rest = known; rest > 0; rest >>= 1) count += rest & 1;
  return Math.max(count, 1);
}

/** How many of the words each language knows, in the order of `lexicons.languages`; a word of few says more. */
function countKnown(tokens: readonly Token[], lexicons: Lexicons, shortest: number): number[] {
  const counts = lexicons.languages.map(() => 0);
  let seen = 0;
  for (const token of tokens) {
    if (token.kind !== Kind.WORD) continue;
    if (seen++ >= SAMPLE) break;
    if (token.word.length < shortest) continue;
    const known = knownIn(wordForm(token.word).folded, lexicons);
    const weight = 1 + 1 / bitsOf(known);
    for (let i = 0; known >> i > 0; i++) if ((known >> i) & 1) counts[i] = (counts[i] ?? 0) + weight;
  }
  return counts;
}

function knowsAny(tokens: readonly Token[], view: View, lexicons: Lexicons): boolean {
  const bit = 1 << lexicons.languages.indexOf(view.language);
  return tokens.some(({ kind, word }) => {
    if (kind !== Kind.WORD) return false;
    const { folded } = wordForm(word);
    return ((lexicons.knownIn.get(folded) ?? 0) & bit) !== 0 || view.numbers.has(folded);
  });
}

/** The language that the reply is most likely in: the given one, unless it knows no word and another does. */
export function viewFor(tokens: readonly Token[], language: string | undefined, lexicons: Lexicons): View {
  const given = lexicons.views.get((language ?? '').toLowerCase().split('-')[0] ?? '');
  const fallback = given ?? lexicons.views.get('en') ?? lexicons.views.get(lexicons.languages[0] ?? '');
  if (fallback === undefined) throw new RangeError('there are no lexicons to read with');
  if (!tokens.some((token) => token.kind === Kind.WORD)) return fallback;
  if (given !== undefined && knowsAny(tokens, given, lexicons)) return given;
  const counts = countKnown(tokens, lexicons, given === undefined ? 1 : SHORTEST_SIGN);
  const most = Math.max(...counts);
  const best = lexicons.languages[counts.indexOf(most)];
  return (most > 0 && best !== undefined ? lexicons.views.get(best) : undefined) ?? fallback;
}
