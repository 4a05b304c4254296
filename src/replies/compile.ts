import { fold } from './fold.ts';
import type { Lexicon } from './lexicon.ts';
import { byFirstWord, type EmailWords, emailWords, gapPhrases } from './machine-words.ts';
import { Mark } from './marks.ts';
import { Role } from './roles.ts';
import { Intent, WordBook } from './word-book.ts';

/** How a number ends: "5'ten" comes from 5, "4'e" goes to it, "10'da" is within it, "5inci" counts. */
export const Ending = { NONE: 0, FROM: 1, TO: 2, IN: 3, ORDINAL: 4, PLAIN: 5 } as const;

/** One language as the reader uses it: its own words first, then what others bring without a clash. */
export interface View {
  language: string;
  book: WordBook;
  /** Folded number words of one word, for those that carry an ending. */
  numbers: ReadonlyMap<string, number>;
  endings: ReadonlyMap<string, number>;
  /** Folded, longest first. */
  prefixes: readonly string[];
  sentenceEndings: ReadonlySet<string>;
  conditionEndings: readonly string[];
  copulas: ReadonlySet<string>;
  /** Whole messages, folded, that opt out (true) or in (false). */
  keywords: ReadonlyMap<string, boolean>;
  /** "2." before a counted word is an ordinal ("2. kez"). */
  pointOrdinals: boolean;
}

/** A view by its language; undefined for a language without a lexicon. */
export interface Views {
  get(language: string): View | undefined;
}

/** All languages, ready for lookups; made once by `compileLexicons`. */
export interface Lexicons {
  views: Views;
  /** Which languages know a folded word, as bits in the order of `languages`. */
  knownIn: ReadonlyMap<string, number>;
  /** The same for beginnings of words. */
  stemsIn: ReadonlyMap<string, number>;
  languages: readonly string[];
  /** Words of courtesy around a keyword, folded, in every language. */
  courtesy: ReadonlySet<string>;
  turnsRound: ReadonlySet<string>;
  /** Whole messages that say that there is nothing to add, folded, in every language. */
  skips: ReadonlySet<string>;
  /** Phrases of machines with gaps, folded, by first word: parts in order, each a choice of words. */
  autoReplies: ReadonlyMap<string, readonly (readonly (readonly string[])[])[]>;
  email: EmailWords;
  reactions: { before: readonly string[]; after: readonly string[] };
}

const ROLES = {
  rating: Role.RATING,
  stars: Role.STAR,
  give: Role.GIVE,
  full_marks: Role.FULL,
  out_of: Role.OUT_OF,
  out_of_after: Role.OUT_OF_AFTER,
  range: Role.RANGE,
  either: Role.EITHER,
  between: Role.BETWEEN,
  bound_before: Role.BOUND_BEFORE,
  bound_after: Role.BOUND_AFTER,
  half: Role.HALF,
  not_before: Role.NOT_BEFORE,
  not_after: Role.NOT_AFTER,
  conjunctions: Role.CONJUNCTION,
  instead_before: Role.INSTEAD_BEFORE,
  instead_after: Role.INSTEAD_AFTER,
  corrections: Role.CORRECTION,
  units: Role.UNIT,
  names: Role.NAME,
  opinions: Role.OPINION,
  objects: Role.OBJECT,
  fillers: Role.FILLER,
  prepositions: Role.PREPOSITION,
  anchors: Role.ANCHOR,
  scale: Role.SCALE,
  questions: Role.QUESTION,
  question_particles: Role.QUESTION_PARTICLE,
  idioms: Role.IDIOM,
  unreal: Role.UNREAL,
  starters: Role.STARTER,
} as const;

const MARKS = {
  conditions: Mark.CONDITION,
  tentative: Mark.TENTATIVE,
  promises: Mark.PROMISE,
  past: Mark.PAST,
  others: Mark.OTHER,
  hearsay: Mark.HEARSAY,
  jokes: Mark.JOKE,
  overall: Mark.OVERALL,
} as const;

interface Addition {
  entry: string;
  roles: number;
  value: number;
  cautious: boolean;
  intent: number;
  marks: number;
}

const plain = { roles: 0, value: Number.NaN, cautious: false, intent: 0, marks: 0 };

function numberAdditions(lexicon: Lexicon): Addition[] {
  const cautious = new Set(lexicon.cautious_numbers.map(fold));
  return Object.entries(lexicon.numbers).flatMap(([value, entries]) =>
    entries.map((entry) => ({
      ...plain,
      entry,
      roles: Role.NUMBER,
      value: Number(value),
      cautious: cautious.has(fold(entry)),
    })),
  );
}

function additions(lexicon: Lexicon): Addition[] {
  const words = Object.entries(ROLES).flatMap(([key, roles]) =>
    lexicon[key as keyof typeof ROLES].map((entry) => ({ ...plain, entry, roles })),
  );
  const marked = Object.entries(MARKS).flatMap(([key, marks]) =>
    lexicon[key as keyof typeof MARKS].map((entry) => ({ ...plain, entry, marks })),
  );
  const blocked = lexicon.not_numbers.map((entry) => ({ ...plain, entry }));
  const requests = lexicon.requests.map((entry) => ({ ...plain, entry, intent: Intent.REQUEST }));
  return [...numberAdditions(lexicon), ...words, ...marked, ...blocked, ...requests];
}

/** What every language brings to every view: numbers that mean nothing else, machines' notes, opting out. */
function sharedAdditions(lexicon: Lexicon): Addition[] {
  const local = new Set(lexicon.local_numbers.map(fold));
  const intents = (entries: readonly string[], intent: number) =>
    entries.map((entry) => ({ ...plain, entry, intent }));
  return [
    ...numberAdditions(lexicon).filter((addition) => !local.has(fold(addition.entry))),
    ...intents(lexicon.opt_out.phrases, Intent.OPT_OUT),
    ...intents(
      lexicon.auto_replies.filter((entry) => !entry.includes('…')),
      Intent.AUTO_REPLY,
    ),
    ...intents(lexicon.no_auto_replies, Intent.PERSON),
  ];
}

const entriesOf = (list: readonly Addition[]) =>
  list.map(({ entry, intent, ...meaning }) => ({
    entry,
    intent,
    meaning: meaning.roles === 0 && meaning.marks === 0 && intent !== 0 ? null : meaning,
  }));

function endingsOf(lexicon: Lexicon): Map<string, number> {
  const kinds = {
    plain: Ending.PLAIN,
    ordinal: Ending.ORDINAL,
    to: Ending.TO,
    in: Ending.IN,
    from: Ending.FROM,
  };
  return new Map(
    Object.entries(kinds).flatMap(([key, kind]) =>
      lexicon.number_endings[key as keyof typeof kinds].map((ending): [string, number] => [
        fold(ending),
        kind,
      ]),
    ),
  );
}

function viewOf(lexicon: Lexicon, all: readonly Lexicon[]): View {
  const book = new WordBook();
  book.addAll(entriesOf(additions(lexicon)));
  const english = all.find((other) => other.language === 'en');
  if (english !== undefined && english !== lexicon) book.addAll(entriesOf(additions(english)));
  for (const other of all) book.addAll(entriesOf(sharedAdditions(other)));
  const numbers = numberAdditions(lexicon).map(({ entry, value }): [string, number] => [fold(entry), value]);
  const keywords = new Map<string, boolean>();
  for (const other of all) {
    const own = other === lexicon;
    for (const word of [...other.opt_in.words, ...(own ? other.opt_in.local_words : [])])
      keywords.set(fold(word), false);
    for (const word of [...other.opt_out.words, ...(own ? other.opt_out.local_words : [])])
      keywords.set(fold(word), true);
  }
  const pointOrdinals = lexicon.number_endings.ordinal.includes('.');
  const prefixes = lexicon.prefixes.map(fold).sort((a, b) => b.length - a.length);
  return {
    prefixes,
    copulas: new Set(lexicon.copulas.map(fold)),
    sentenceEndings: new Set(lexicon.sentence_endings.map(fold)),
    conditionEndings: lexicon.condition_endings.map(fold),
    language: lexicon.language,
    book,
    numbers: new Map(numbers),
    endings: endingsOf(lexicon),
    keywords,
    pointOrdinals,
  };
}

/** The longer words of phrases: they tell a language too. */
function phraseWords(lexicon: Lexicon): string[] {
  const phrases = [
    ...additions(lexicon).map(({ entry }) => entry),
    ...lexicon.opt_out.phrases,
    ...lexicon.opt_out.words,
  ];
  return phrases
    .filter((entry) => /\s/.test(entry))
    .flatMap((phrase) => fold(phrase).split(/[\s|()*-]+/))
    .filter((word) => word.length > 2);
}

/** Which languages know which words. Numbers that are local to a language do not count: "on" is no sign of Turkish. */
function knownWords(all: readonly Lexicon[]): Map<string, number> {
  const known = new Map<string, number>();
  all.forEach((lexicon, index) => {
    const local = new Set(lexicon.local_numbers.map(fold));
    const words = additions(lexicon)
      .map(({ entry }) => fold(entry.replace(/\*$/, '')))
      .filter((word) => !/[\s|()]/.test(word) && !local.has(word));
    for (const word of [...words, ...phraseWords(lexicon)]) {
      known.set(word, (known.get(word) ?? 0) | (1 << index));
    }
  });
  return known;
}

function knownStems(all: readonly Lexicon[]): Map<string, number> {
  const known = new Map<string, number>();
  all.forEach((lexicon, index) => {
    for (const { entry } of additions(lexicon)) {
      if (!/^[^\s|()]+\*$/.test(entry)) continue;
      const stem = fold(entry.slice(0, -1));
      known.set(stem, (known.get(stem) ?? 0) | (1 << index));
    }
  });
  return known;
}

/** A view holds thousands of phrases, and an installation speaks few of the languages: each is made with its first use. */
function viewsOnDemand(all: readonly Lexicon[]): Views {
  const made = new Map<string, View>();
  return {
    get(language) {
      const known = made.get(language);
      if (known !== undefined) return known;
      const lexicon = all.find((other) => other.language === language);
      if (lexicon === undefined) return undefined;
      const view = viewOf(lexicon, all);
      made.set(language, view);
      return view;
    },
  };
}

/** Lexicons as fast lookup structures. Made once; the reader never changes them. */
export function compileLexicons(all: readonly Lexicon[]): Lexicons {
  const folded = (pick: (lexicon: Lexicon) => readonly string[]): string[] =>
    all.flatMap((l) => pick(l).map(fold));
  return {
    views: viewsOnDemand(all),
    knownIn: knownWords(all),
    stemsIn: knownStems(all),
    languages: all.map((lexicon) => lexicon.language),
    courtesy: new Set(folded((lexicon) => lexicon.opt_out.around)),
    skips: new Set(folded((lexicon) => lexicon.skips)),
    turnsRound: new Set(folded((lexicon) => lexicon.opt_out.unless_after)),
    autoReplies: byFirstWord(gapPhrases(all)),
    email: emailWords(all),
    reactions: {
      before: folded((lexicon) => lexicon.reactions.before),
      after: folded((lexicon) => lexicon.reactions.after),
    },
  };
}
