import { fold } from './fold.ts';
import type { Lexicon } from './lexicon.ts';

/** What e-mail adds to a reply, folded, in every language: mail apps go by their owner's, not by the question's. */
export interface EmailWords {
  /** Each: words that all stand, in this order, in the line above a quoted message. */
  quoteLines: readonly (readonly string[])[];
  headerFields: ReadonlySet<string>;
  separators: readonly string[];
  signOffs: ReadonlySet<string>;
  /** Beginnings of lines, by their first letters. */
  appLines: ReadonlyMap<string, readonly string[]>;
  appLineEnds: readonly string[];
  disclaimers: ReadonlyMap<string, readonly string[]>;
}

/** "message|mail … could not be delivered": parts with anything between. A "*" says nothing in them. */
export function gapPhrases(all: readonly Lexicon[]): string[][][] {
  return all
    .flatMap((lexicon) => lexicon.auto_replies)
    .filter((entry) => entry.includes('…'))
    .map((entry) =>
      entry.split('…').map((part) =>
        part
          .trim()
          .split('|')
          .map((word) => fold(word).replaceAll('*', '')),
      ),
    );
}

const byBeginning = (starts: readonly string[]): Map<string, string[]> =>
  Map.groupBy(starts, (start) => beginningOf(start));

export function emailWords(all: readonly Lexicon[]): EmailWords {
  const every = (pick: (email: Lexicon['email']) => readonly string[]): string[] =>
    all.flatMap((lexicon) => pick(lexicon.email).map(fold));
  return {
    quoteLines: every((email) => email.quote_lines).map((line) => line.split(/\s*…\s*/)),
    headerFields: new Set(every((email) => email.header_fields)),
    separators: every((email) => email.separators),
    signOffs: new Set(every((email) => email.sign_offs)),
    appLines: byBeginning(every((email) => email.app_lines)),
    appLineEnds: every((email) => email.app_line_ends),
    disclaimers: byBeginning(every((email) => email.disclaimers)),
  };
}

/** The first letters of a word: endings may follow ("ileti", "iletiniz"). */
export const beginningOf = (word: string): string => word.slice(0, 4);

/** Phrases with gaps by the beginnings of their first words: only those are searched that a text can hold. */
export function byFirstWord(phrases: readonly string[][][]): Map<string, string[][][]> {
  const found = new Map<string, string[][][]>();
  for (const parts of phrases) {
    for (const head of parts[0] ?? []) {
      const beginning = beginningOf(head.split(/[\s-]/)[0] ?? '');
      found.set(beginning, [...(found.get(beginning) ?? []), [[head], ...parts.slice(1)]]);
    }
  }
  return found;
}
