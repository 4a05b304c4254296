/**
 * What a typed reply was understood to mean: the one word between `replies` (which reads) and `dialogue`
 * (which decides). Exactly one kind; a score or a choice may carry the words that stood beside it.
 */
export type Reading =
  | { kind: 'score'; score: number; comment: string | null; correction: boolean }
  | { kind: 'choice'; value: string; comment: string | null }
  /** Several choices of one question, in its order. */
  | { kind: 'choices'; values: readonly string[]; comment: string | null }
  | { kind: 'comment'; text: string }
  | { kind: 'opt_out' }
  | { kind: 'opt_in' }
  | { kind: 'auto_reply' }
  | { kind: 'ambiguous'; text: string }
  | { kind: 'request'; text: string };

/** The kind of question a reply answers; text questions take whatever is said. */
export type QuestionKind = 'csat' | 'ces' | 'nps' | 'choice' | 'text';

/** What the reader needs to know of the question and of the place where the reply was typed. */
export interface ReadingContext {
  kind: QuestionKind;
  /** For a scale question; null for choice and text questions. */
  scale: { min: number; max: number } | null;
  /** The reply's language where known; unknown ("und" or undefined) means every lexicon is tried. */
  language?: string | undefined;
  /** "email" has quoted text and signatures stripped; other channels do not. */
  channel?: string | undefined;
  /** Labels of the question's answers in every language of the template: a label typed out is an answer. */
  labels?: readonly { value: string | number; texts: readonly string[] }[] | undefined;
}
