import type { Lexicons } from './compile.ts';
import { fold } from './fold.ts';

/** A message of more words says something. */
const LONGEST = 60;
const BETWEEN = /[^\p{L}\p{N}']+/u;

/**
 * Whether a whole message says that there is nothing to add ("yok, teşekkürler", "No.", "-"): in answer to a question
 * that may be passed by, it is no comment. In whatever language: "no" says so in many.
 */
export function saysNothing(text: string, lexicons: Lexicons): boolean {
  if (text.length > LONGEST || /[?؟]/.test(text)) return false;
  const words = fold(text.trim().replace(/[’‘´`]/g, "'"))
    .split(BETWEEN)
    .filter((word) => word !== '');
  if (words.length === 0) return /^[\s.\-–—/]+$/.test(text);
  if (lexicons.skips.has(words.join(' '))) return true;
  const bare = words.filter((word) => !lexicons.courtesy.has(word));
  return bare.length > 0 && lexicons.skips.has(bare.join(' '));
}
