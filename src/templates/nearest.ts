import { closest, distance } from 'fastest-levenshtein';

/** The word most like the one written, if it is like enough to be meant; case does not count. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  if (words.length === 0 || written.length > 80) return undefined;
  const small = written.toLowerCase();
  const best = closest(
    small,
    words.map((word) => word.toLowerCase()),
  );
  const word = words.find((candidate) => candidate.toLowerCase() === best);
  const length = Math.max(written.length, best.length);
  // Two letters changed places count as two: the commonest slip of all.
  const allowed = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
  return distance(small, best) <= allowed || sameLetters(small, best) ? word : undefined;
}

const sameLetters = (a: string, b: string): boolean => [...a].sort().join('') === [...b].sort().join('');
