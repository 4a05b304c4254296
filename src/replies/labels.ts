import { distance } from 'fastest-levenshtein';
import { fold } from './fold.ts';

export type Labels = readonly { value: string | number; texts: readonly string[] }[];

const NOT_WORDS = /[^\p{L}\p{N}]+/gu;

/** A label or an answer as it is compared: folded words with single spaces. */
export const plainWords = (text: string): string => fold(text).replace(NOT_WORDS, ' ').trim();

/** Typing slips that are forgiven in a word of this length. */
const slips = (length: number): number => (length < 5 ? 0 : length < 10 ? 1 : 2);

/**
 * The same word with a slip or two. The first letter has to be right: it is what turns a word round
 * ("unsatisfied", "недоволен").
 */
function isClose(typed: string, word: string): boolean {
  if (typed === word) return true;
  const allowed = slips(Math.min(typed.length, word.length));
  if (typed[0] !== word[0] || Math.abs(typed.length - word.length) > allowed) return false;
  return distance(typed, word) <= allowed;
}

function isCloseLabel(typed: readonly string[], label: readonly string[]): boolean {
  return typed.length === label.length && typed.every((word, at) => isClose(word, label[at] ?? ''));
}

/** The values of all labels that pass the test. */
function fitting(labels: Labels, fits: (label: string) => boolean): (string | number)[] {
  return labels.filter(({ texts }) => texts.some((text) => fits(plainWords(text)))).map(({ value }) => value);
}

/**
 * The value whose label was typed, exactly or with a slip or two; null unless exactly one fits. Slips never win
 * over an exact label, and a slip that fits two labels fits none.
 */
export function labelTyped(text: string, labels: Labels): string | number | null {
  if (labels.length === 0) return null;
  const typed = plainWords(text);
  if (typed === '' || typed.length > 200) return null;
  const exact = fitting(labels, (label) => label === typed);
  if (exact.length > 0) return exact.length === 1 ? (exact[0] ?? null) : null;
  const words = typed.split(' ');
  const close = fitting(labels, (label) => isCloseLabel(words, label.split(' ')));
  return close.length === 1 ? (close[0] ?? null) : null;
}

/** The value whose label stands in the text as whole words, when exactly one does. */
export function labelInside(text: string, labels: Labels): string | number | null {
  const typed = ` ${plainWords(text)} `;
  const found = fitting(labels, (label) => label.length > 2 && typed.includes(` ${label} `));
  return found.length === 1 ? (found[0] ?? null) : null;
}
