import type { Lexicons } from './compile.ts';
import { fold } from './fold.ts';

/** A reaction quotes one question of ours and little more. */
const LONGEST_REACTION = 1_000;
const OPENING = /["“”„«‟'‘]/u;
const CLOSING = /["”“»‟'’…]\s*\.?$/u;

/**
 * Whether the text is a reaction that a phone wrote out ('Liked “How satisfied … 1 to 5?”', '“…” beğendi'): it
 * quotes our own question, digits and all.
 */
export function isReaction(text: string, lexicons: Lexicons): boolean {
  if (text.length < 6 || text.length > LONGEST_REACTION || !OPENING.test(text)) return false;
  const folded = fold(text);
  if (CLOSING.test(text)) {
    const opening = text.search(OPENING);
    const before = fold(text.slice(0, opening)).trim();
    const starts = lexicons.reactions.before.some(
      (words) => before === words || before.startsWith(`${words} `) || before.endsWith(` ${words}`),
    );
    if (opening > 0 && opening <= 60 && starts) return true;
  }
  if (!OPENING.test(text.slice(0, 1))) return false;
  const after = folded.slice(
    Math.max(
      folded.lastIndexOf('"'),
      folded.lastIndexOf('”'),
      folded.lastIndexOf('“'),
      folded.lastIndexOf('»'),
    ) + 1,
  );
  return lexicons.reactions.after.some((words) => after.includes(words));
}
