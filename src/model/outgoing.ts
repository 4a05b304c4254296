import type { Language } from './language.ts';

/** One answer that can be tapped. */
export interface Choice {
  /** What comes back when it is tapped: signed, at most 64 bytes, opaque to the channel. */
  token: string;
  /** What stands on the button; short for a scale ("1"), whole words for a choice. */
  label: string;
  /** What the number means, where the template says so ("Very unsatisfied"). */
  meaning?: string;
}

/** A message from us to a customer, in no platform's form yet. Text is plain: the channel escapes it. */
export type OutgoingMessage =
  | {
      kind: 'question';
      language: Language;
      text: string;
      /** "scale" = numbers in order, best on one row; "choice" = whole words, one a row; "text" = no choices. */
      layout: 'scale' | 'choice' | 'text';
      choices: readonly Choice[];
      /** Said where choices cannot be tapped ("Answer with a number from 1 to 5"). */
      typedHint: string;
      /** Which question of which survey: for platforms where a message's form is registered beforehand. */
      survey?: { template: string; metric: string; question: string };
    }
  | {
      /** The question after its answer: no choices, what was chosen is shown. */
      kind: 'answered';
      language: Language;
      text: string;
      chosen: string;
    }
  | {
      kind: 'text';
      language: Language;
      text: string;
      /** Who speaks: the survey, or an agent who answers in the thread. Default: the survey. */
      author?: { role: 'survey' | 'agent'; name?: string };
    };

/** How a platform names a sent message; opaque to the core and kept as JSON. */
export type MessageRef = Readonly<Record<string, string | number>>;
