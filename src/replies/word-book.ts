import { fold, lower } from './fold.ts';
import { Role } from './roles.ts';
import type { WordForm } from './word-form.ts';

/** What a word or phrase means when a number is near. */
export interface Meaning {
  roles: number;
  /** A number word's value; NaN for others. */
  value: number;
  /** An everyday word too: a number only alone or beside a word of rating. */
  cautious: boolean;
  /** Bits of `Mark`. */
  marks: number;
}

/** What a phrase asks for, wherever it stands. */
export const Intent = { OPT_OUT: 1, REQUEST: 2, AUTO_REPLY: 4, PERSON: 8 } as const;

/** What an entry brings; a meaning may be missing. */
export interface Entry {
  meaning: Meaning | null;
  intent: number;
}

/** The longest entry that begins at a word, and the intents of every entry that does. */
export interface Match {
  meaning: Meaning | null;
  length: number;
  intent: number;
}

/** One place of a phrase: a choice of words and of beginnings of words. */
interface Slot {
  words: Set<string>;
  stems: string[];
  optional: boolean;
}

interface Phrase extends Entry {
  slots: Slot[];
}

const STEM_INDEX = 3;

function slotOf(part: string): Slot {
  const optional = part.startsWith('(') && part.endsWith(')');
  const choices = (optional ? part.slice(1, -1) : part).split('|').map(fold);
  return {
    words: new Set(choices.filter((choice) => !choice.endsWith('*'))),
    stems: choices.filter((choice) => choice.endsWith('*')).map((choice) => choice.slice(0, -1)),
    optional,
  };
}

/** The places of an entry. "out-of-office" has three; "e-mail" is one word, in a choice of words too. */
const partsOf = (entry: string): string[] =>
  entry
    .split(/\s+/)
    .flatMap((part) => (/[|()]|^e-/i.test(part) ? [part.replaceAll('-', '')] : part.split('-')))
    .filter((part) => part !== '');

function add(into: Entry, more: Entry): void {
  into.intent |= more.intent;
  if (more.meaning === null) return;
  into.meaning ??= { roles: 0, value: Number.NaN, cautious: false, marks: 0 };
  into.meaning.roles |= more.meaning.roles;
  into.meaning.marks |= more.meaning.marks;
  if (!Number.isNaN(more.meaning.value)) into.meaning.value = more.meaning.value;
  into.meaning.cautious ||= more.meaning.cautious;
}

/** Words that are listed for what they do before a number may still count after one: "saat 5", "5 saat". */
const ALSO_STEM = Role.NAME | Role.STARTER | Role.OBJECT | Role.OPINION | Role.PREPOSITION;

function addFromStem(word: string, entry: Entry, stems: ReadonlyMap<string, Entry>): void {
  if (entry.meaning === null || entry.meaning.roles === 0 || (entry.meaning.roles & ~ALSO_STEM) !== 0) return;
  const folded = fold(word);
  for (let end = folded.length; end >= STEM_INDEX; end--) {
    const stem = stems.get(folded.slice(0, end));
    if (stem?.meaning == null) continue;
    add(entry, { meaning: stem.meaning, intent: 0 });
    return;
  }
}

const listIn = <T>(map: Map<string, T[]>, key: string): T[] => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  map.set(key, list);
  return list;
};

/** The words, beginnings of words and phrases of a language, found by the word that they begin with. */
export class WordBook {
  readonly #words = new Map<string, Entry>();
  /** Under their first letters, longest first: "gunaydin*" says more than "gun*". */
  readonly #stems = new Map<string, ({ stem: string } & Entry)[]>();
  readonly #phrases = new Map<string, Phrase>();
  /** Phrases whose first two places are plain words, by both; and the first words of those. */
  readonly #phrasesByPair = new Map<string, Phrase[]>();
  readonly #pairs = new Set<string>();
  readonly #phrasesByWord = new Map<string, Phrase[]>();
  readonly #phrasesByStem = new Map<string, Phrase[]>();

  /**
   * Adds entries that belong together: roles of the same entry add up. What an earlier call added stays as it is,
   * so that a language's own words win over those of others.
   */
  addAll(list: readonly { entry: string; meaning: Meaning | null; intent: number }[]): void {
    const words = new Map<string, Entry>();
    const stems = new Map<string, Entry>();
    const phrases = new Map<string, Entry>();
    for (const { entry, ...what } of list) {
      const parts = partsOf(entry);
      const choices = parts.length === 1 ? (parts[0] ?? '').split('|') : [parts.map(fold).join(' ')];
      const into = parts.length > 1 ? phrases : words;
      for (const choice of choices) {
        const target = parts.length === 1 && choice.endsWith('*') ? stems : into;
        const key = target === stems ? fold(choice.slice(0, -1)) : lower(choice);
        const known = target.get(key) ?? { meaning: null, intent: 0 };
        add(known, what);
        target.set(key, known);
      }
    }
    for (const [word, entry] of words) addFromStem(word, entry, stems);
    for (const [phrase, entry] of phrases) this.#addPhrase(phrase, entry);
    for (const [stem, entry] of stems) this.#addStem(stem, entry);
    this.#addWords(words);
  }

  /** What begins at word `at`. Undefined stands for what is no word: phrases end there. */
  match(words: readonly (WordForm | undefined)[], at: number): Match {
    const word = words[at];
    const best: Match = { meaning: null, length: 0, intent: 0 };
    if (word === undefined) return best;
    const single = this.#words.get(word.lower) ?? this.#words.get(word.folded) ?? this.#stemOf(word);
    if (single !== undefined) {
      best.intent = single.intent;
      best.meaning = single.meaning;
      if (single.meaning !== null) best.length = 1;
    }
    const next = words[at + 1];
    if (next !== undefined && this.#pairs.has(word.folded)) {
      const byPair = this.#phrasesByPair.get(`${word.folded} ${next.folded}`);
      if (byPair !== undefined) for (const phrase of byPair) tryPhrase(phrase, words, at, best);
    }
    const byWord = this.#phrasesByWord.get(word.folded);
    if (byWord !== undefined) for (const phrase of byWord) tryPhrase(phrase, words, at, best);
    const byStem = this.#phrasesByStem.get(word.folded.slice(0, STEM_INDEX));
    if (byStem !== undefined) for (const phrase of byStem) tryPhrase(phrase, words, at, best);
    return best;
  }

  #stemOf(word: WordForm): Entry | undefined {
    return this.#stems
      .get(word.folded.slice(0, STEM_INDEX))
      ?.find(({ stem }) => word.folded.startsWith(stem));
  }

  #addPhrase(key: string, entry: Entry): void {
    if (this.#phrases.has(key)) return;
    const phrase: Phrase = { ...entry, slots: key.split(' ').map(slotOf) };
    this.#phrases.set(key, phrase);
    const [first, second] = phrase.slots;
    if (isPlain(first) && isPlain(second)) {
      this.#addPairs(phrase, first, second);
      return;
    }
    for (const slot of phrase.slots) {
      for (const word of slot.words) listIn(this.#phrasesByWord, word).push(phrase);
      for (const stem of new Set(slot.stems.map((s) => s.slice(0, STEM_INDEX)))) {
        listIn(this.#phrasesByStem, stem).push(phrase);
      }
      if (!slot.optional) break;
    }
  }

  #addPairs(phrase: Phrase, first: Slot, second: Slot): void {
    for (const word of first.words) {
      this.#pairs.add(word);
      for (const next of second.words) listIn(this.#phrasesByPair, `${word} ${next}`).push(phrase);
    }
  }

  #addStem(stem: string, entry: Entry): void {
    const list = listIn(this.#stems, stem.slice(0, STEM_INDEX));
    if (list.some((other) => other.stem === stem)) return;
    list.push({ stem, ...entry });
    list.sort((a, b) => b.stem.length - a.stem.length);
  }

  /** First as written, then without accents where that is no other word: "é" and "e" stay two. */
  #addWords(words: ReadonlyMap<string, Entry>): void {
    for (const [word, entry] of words) if (!this.#words.has(word)) this.#words.set(word, entry);
    for (const [word, entry] of words) {
      const folded = fold(word);
      if (!this.#words.has(folded)) this.#words.set(folded, entry);
    }
  }
}

const isPlain = (slot: Slot | undefined): slot is Slot =>
  slot !== undefined && !slot.optional && slot.stems.length === 0;

const fits = (slot: Slot, word: WordForm | undefined): boolean => {
  if (word === undefined) return false;
  return slot.words.has(word.folded) || slot.stems.some((stem) => word.folded.startsWith(stem));
};

/** The number of words that the slots from `slot` on take from `at` on, the most where there is a choice; or −1. */
function reach(
  slots: readonly Slot[],
  slot: number,
  words: readonly (WordForm | undefined)[],
  at: number,
): number {
  const here = slots[slot];
  if (here === undefined) return 0;
  if (fits(here, words[at])) {
    const rest = reach(slots, slot + 1, words, at + 1);
    if (rest >= 0) return rest + 1;
  }
  return here.optional ? reach(slots, slot + 1, words, at) : -1;
}

function tryPhrase(phrase: Phrase, words: readonly (WordForm | undefined)[], at: number, best: Match): void {
  const length = reach(phrase.slots, 0, words, at);
  if (length < 1) return;
  best.intent |= phrase.intent;
  if (phrase.meaning === null || length <= best.length) return;
  best.meaning = phrase.meaning;
  best.length = length;
}
