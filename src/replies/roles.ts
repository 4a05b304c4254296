/**
 * What a word can do in a reply. Bits, because a word may do several things ("points" counts and rates) and
 * because every word of every reply is tested against them.
 */
export const Role = {
  NUMBER: 1 << 0,
  /** A noun that labels a number as the answer: "rating", "puan". */
  RATING: 1 << 1,
  STAR: 1 << 2,
  /** A verb of giving or choosing an answer: "give", "veriyorum". */
  GIVE: 1 << 3,
  /** Between a number and the most there is: 8 "out of" 10. */
  OUT_OF: 1 << 4,
  /** After the most there is: 10 "üzerinden" 8. */
  OUT_OF_AFTER: 1 << 5,
  /** Between two ends: 3 "to" 4. */
  RANGE: 1 << 6,
  /** Between two possibilities: 3 "or" 4. */
  EITHER: 1 << 7,
  BETWEEN: 1 << 8,
  BOUND_BEFORE: 1 << 9,
  BOUND_AFTER: 1 << 10,
  HALF: 1 << 11,
  NOT_BEFORE: 1 << 12,
  NOT_AFTER: 1 << 13,
  /** Begins a new thought: "but", "because". */
  CONJUNCTION: 1 << 14,
  INSTEAD_BEFORE: 1 << 15,
  INSTEAD_AFTER: 1 << 16,
  CORRECTION: 1 << 17,
  /** Makes the number before it a count: "minutes", "times", "TL". */
  UNIT: 1 << 18,
  /** Makes the number after it a name: "order", "room", "iPhone". */
  NAME: 1 << 19,
  OPINION: 1 << 20,
  /** What is rated: "service", "agent". Says nothing by itself. */
  OBJECT: 1 << 21,
  /** Words around a bare score that are no comment: "I", "maybe", "hello". */
  FILLER: 1 << 22,
  /** Makes the number after it a time or a place: "at", "since". */
  PREPOSITION: 1 << 23,
  /** An end of the scale: "best", "lowest". */
  ANCHOR: 1 << 24,
  /** Talk about the scale itself: "scale", "arası". */
  SCALE: 1 << 25,
  QUESTION: 1 << 26,
  /** Makes a question wherever it stands, without a question mark (Turkish "mi"). */
  QUESTION_PARTICLE: 1 << 27,
  IDIOM: 1 << 28,
  /** The score that was not given: "would have given". */
  UNREAL: 1 << 29,
  /** The most that can be given: "full marks". */
  FULL: 1 << 30,
  /** Begins a sentence of its own, so that the number before it counts nothing: 5 "you were great". */
  STARTER: 1 << 31,
} as const;

/** Words that may stand beside a score without making it uncertain or being a comment. */
export const FRAME =
  Role.NUMBER |
  Role.RATING |
  Role.STAR |
  Role.GIVE |
  Role.OUT_OF |
  Role.OUT_OF_AFTER |
  Role.RANGE |
  Role.EITHER |
  Role.BETWEEN |
  Role.BOUND_BEFORE |
  Role.BOUND_AFTER |
  Role.HALF |
  Role.NOT_BEFORE |
  Role.NOT_AFTER |
  Role.CONJUNCTION |
  Role.INSTEAD_BEFORE |
  Role.INSTEAD_AFTER |
  Role.CORRECTION |
  Role.OBJECT |
  Role.FILLER |
  Role.SCALE |
  Role.QUESTION_PARTICLE |
  Role.UNREAL |
  Role.FULL;

/** Words that may stand between a number and the word that says what it is. */
export const BESIDE =
  Role.RATING |
  Role.STAR |
  Role.FILLER |
  Role.GIVE |
  Role.OBJECT |
  Role.NUMBER |
  Role.OUT_OF |
  Role.NOT_BEFORE;
