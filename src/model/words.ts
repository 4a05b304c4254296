import { z } from 'zod';

const Text = z.string().trim().min(1).max(600);

/** The program's own words to customers, one file a language (`templates/words/tr.yaml`). */
export const Words = z.strictObject({
  /** Before asking an unclear answer once more. `{min}` and `{max}` stand for the scale's ends. */
  ask_again: Text,
  /** Under the question where no buttons can be shown. `{min}` and `{max}` as above. */
  type_a_number: Text,
  /** Under a choice question where no buttons can be shown. */
  type_a_choice: Text,
  /** On the button that passes an optional question by. */
  skip: Text,
  /** Shown in the edited question. `{answer}` stands for what was chosen. */
  your_answer: Text,
  /** When a message goes to the agents instead of being an answer. */
  handed_over: Text,
  opted_out: Text,
  opted_in: Text,
  expired: Text,
  /** A tap that is not ours, or not this person's. */
  not_yours: Text,
  /** A tap on a question that is no longer asked. */
  outdated: Text,
  /** Before the one reminder. */
  reminder: Text,
});
export type Words = z.infer<typeof Words>;

/** Fills `{name}` holes; an unknown hole stays as written, so that a typo is seen and nothing else breaks. */
export const fillWords = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => (name in values ? String(values[name]) : hole));
