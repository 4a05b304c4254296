import type { Lexicons } from './compile.ts';
import { fold } from './fold.ts';
import type { Annotated } from './items.ts';
import { beginningOf } from './machine-words.ts';
import { Kind, type Token } from './tokens.ts';
import { Intent } from './word-book.ts';
import { wordForm } from './word-form.ts';

/** Machines write at least this much. */
const SHORTEST_NOTE = 24;
/** … and say what they are in the beginning. */
const LONGEST_NOTE = 1_500;
/** How far apart the parts of a phrase with a gap ("message … could not be delivered") may stand. */
const WIDEST_GAP = 160;

function hasParts(text: string, parts: readonly (readonly string[])[]): boolean {
  const [head = [], ...rest] = parts;
  return head.some((start) => {
    const at = text.indexOf(start);
    if (at < 0) return false;
    return rest.every((choices) =>
      choices.some((part) => {
        const next = text.indexOf(part, at + start.length);
        return next >= 0 && next - at <= WIDEST_GAP;
      }),
    );
  });
}

/** Whether a machine wrote it: an out-of-office note, a delivery failure, a receipt. `body` is without quotes. */
export function isAutoReply(
  body: string,
  tokens: readonly Token[],
  annotated: Annotated,
  lexicons: Lexicons,
): boolean {
  if (annotated.intents.some(({ intent }) => (intent & Intent.PERSON) !== 0)) return false;
  if (annotated.intents.some(({ intent }) => (intent & Intent.AUTO_REPLY) !== 0)) return true;
  if (body.length < SHORTEST_NOTE) return false;
  let folded: string | null = null;
  for (const token of tokens) {
    if (token.kind !== Kind.WORD) continue;
    const phrases = lexicons.autoReplies.get(beginningOf(wordForm(token.word).folded));
    if (phrases === undefined) continue;
    folded ??= fold(body.slice(0, LONGEST_NOTE));
    const text = folded;
    if (phrases.some((parts) => hasParts(text, parts))) return true;
  }
  return false;
}
