import { z } from 'zod';

/**
 * One entry: a word or a phrase. "gün*" means any word that begins so; in a phrase "a|b" is a choice of words and
 * "(a|b)" one that may be left out. Case and accents do not matter ("uc" is "üç"), unless two entries differ by
 * them alone.
 */
const Entry = z.string().trim().min(1).max(400);
/** A list, or one text with commas between: what is easier to read and to edit. */
const listed = (value: unknown): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '')
    : value;
const Entries = z.preprocess(listed, z.array(Entry)).default([]);

/** Phrases that decide alone what a reply is: with one sure word of several they would be found everywhere. */
const Phrases = z
  .array(
    Entry.refine(
      (entry) => !/\s/.test(entry) || entry.split(/\s+/).filter((part) => !part.startsWith('(')).length > 1,
      {
        error: 'expected at least two words that may not be left out',
      },
    ),
  )
  .default([]);

/** A lexicon file: how one language answers a survey. Every key but `language` may be left out. */
export const Lexicon = z.strictObject({
  language: z.string().regex(/^[a-z]{2,3}$/, 'expected a language code such as "tr"'),
  /** Number words, by value; beyond the scale's end too, so that "eleven" is seen to be off the scale. */
  numbers: z.record(z.string().regex(/^\d{1,3}$/, 'expected a number from 0 to 999'), Entries).default({}),
  /** Number words that are everyday words too ("one", "on"): an answer only alone or beside a word of rating. */
  cautious_numbers: Entries,
  /** Number words that mean something else in other languages ("on", "dos"): read in this language only. */
  local_numbers: Entries,
  /** Endings that a number takes in this language ("5'ten"). */
  number_endings: z
    .strictObject({ from: Entries, to: Entries, in: Entries, ordinal: Entries, plain: Entries })
    .prefault({}),
  /** Endings of words that state something, and so are not counted: "3 pahalısınız" is 3, not three of anything. */
  sentence_endings: Entries,
  /** Letters that a word may begin with and still be that word: Arabic "و" (and), "ال" (the). */
  prefixes: Entries,
  /** Words that only look like a number with an ending ("onun"). */
  not_numbers: Entries,
  rating: Entries,
  stars: Entries,
  give: Entries,
  full_marks: Entries,
  out_of: Entries,
  out_of_after: Entries,
  range: Entries,
  either: Entries,
  between: Entries,
  bound_before: Entries,
  bound_after: Entries,
  half: Entries,
  not_before: Entries,
  not_after: Entries,
  conjunctions: Entries,
  instead_before: Entries,
  instead_after: Entries,
  corrections: Entries,
  units: Entries,
  names: Entries,
  opinions: Entries,
  objects: Entries,
  fillers: Entries,
  prepositions: Entries,
  anchors: Entries,
  scale: Entries,
  questions: Entries,
  question_particles: Entries,
  idioms: Entries,
  unreal: Entries,
  /** Whose score it is and when it is given: see `Mark`. */
  conditions: Entries,
  tentative: Entries,
  promises: Entries,
  past: Entries,
  others: Entries,
  hearsay: Entries,
  jokes: Entries,
  overall: Entries,
  /** Endings of words that set a condition: "iade ederseniz". */
  condition_endings: Entries,
  starters: Entries,
  /** "is", "was": behind an unknown word they make it a subject, not a thing that is counted ("5 Anna was great"). */
  copulas: Entries,
  opt_out: z
    .strictObject({
      /** Opt out when they are the whole message, in whatever language the customer is. */
      words: Entries,
      /** The same, but only when the customer's language is this one ("son", "fine"). */
      local_words: Entries,
      /** Plain requests to be left alone, anywhere in the message. */
      phrases: Phrases,
      /** Words of courtesy that may stand around a keyword ("please stop"). */
      around: Entries,
      /** Words before a phrase that turn it round ("never stop messaging me"). */
      unless_after: Entries,
    })
    .prefault({}),
  opt_in: z.strictObject({ words: Entries, local_words: Entries }).prefault({}),
  /** Nothing to add: to a question that may be passed by they are no comment, when they are the whole message. */
  skips: Entries,
  /** Clear requests to the agents, anywhere in the message. */
  requests: Phrases,
  /** Out-of-office notes, delivery failures and other answers of machines. */
  auto_replies: Phrases,
  /** A person telling of such a note: "I only get automated replies". */
  no_auto_replies: Phrases,
  /** How a phone writes a reaction as text: the words around the quoted message. */
  reactions: z.strictObject({ before: Entries, after: Entries }).prefault({}),
  email: z
    .strictObject({
      /** Words of the line above a quoted message: all of one entry stand in it ("on|am … wrote"). */
      quote_lines: Entries,
      /** "From", "Sent", "To", "Subject", … of a quoted header block. */
      header_fields: Entries,
      /** "Original Message", "Forwarded message". */
      separators: Entries,
      sign_offs: Entries,
      /** "Sent from my": the beginning of a line that a mail app adds. */
      app_lines: Entries,
      /** The end of such a line, where the app's name comes first: "telefonumdan gönderildi". */
      app_line_ends: Entries,
      /** The beginning of a legal notice. */
      disclaimers: Entries,
    })
    .prefault({}),
});
export type Lexicon = z.infer<typeof Lexicon>;
