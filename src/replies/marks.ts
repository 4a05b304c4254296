/**
 * What a word says about whose score it is and when it was given. Beside `Role`, because a word of rating may do
 * this too ("vereceğim" gives, but in the future), and the bits of the roles are used up.
 */
export const Mark = {
  /** Begins a condition when a tentative word stands with the number: "when", "if". */
  CONDITION: 1 << 0,
  /** The score is still to be given: "would", "will". */
  TENTATIVE: 1 << 1,
  /** A condition whatever stands with it: "if you". */
  PROMISE: 1 << 2,
  /** Another time: "last year". */
  PAST: 1 << 3,
  /** Somebody else: "my wife". */
  OTHER: 1 << 4,
  /** What is told or hoped, not given: "star reviews", "on Google", "I expected". */
  HEARSAY: 1 << 5,
  /** Takes back what was said: "just kidding". */
  JOKE: 1 << 6,
  /** The whole, not one part of it: "overall". */
  OVERALL: 1 << 7,
} as const;
