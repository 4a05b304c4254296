import type { Path } from './fault.ts';
import type { Outline, OutlineQuestion, OutlineRewording, Texts } from './outline.ts';

/** One text in all its languages: where it stands, what it is, and on which channel it is seen. */
export interface TextEntry {
  path: Path;
  texts: NonNullable<Texts>;
  /** `question`: what is asked; `label`: beside a number; `button`: on a choice; `said`: thanks and reviews. */
  role: 'question' | 'label' | 'button' | 'said';
  /** Null: wherever no rewording stands instead. */
  channel: string | null;
  /** The channels on which another text is seen instead of this one. */
  replacedOn: readonly string[];
}

type Loose = Omit<TextEntry, 'texts' | 'replacedOn' | 'channel'> & {
  texts: Texts;
  channel?: string;
  replacedOn?: readonly string[];
};

/** Every text that customers see. */
export function textsOf(outline: Outline): TextEntry[] {
  const all: Loose[] = [
    ...outline.questions.flatMap((question, i) => ofQuestion(question, ['questions', i])),
    { path: ['thanks'], texts: outline.thanks, role: 'said' },
    ...outline.actions.map(({ review }, i): Loose => {
      return { path: ['actions', i, 'review', 'text'], texts: review?.text, role: 'said' };
    }),
    ...outline.variants.flatMap((variant, k): Loose[] => [
      ...Object.entries(variant.questions ?? {}).flatMap(([id, words]) => {
        const question = outline.questions.find((one) => one.id === id);
        return ofRewording(words, question?.type, ['variants', k, 'questions', id]);
      }),
      { path: ['variants', k, 'thanks'], texts: variant.thanks, role: 'said' },
    ]),
  ];
  return all.flatMap(({ texts, channel = null, replacedOn = [], ...entry }) =>
    texts === undefined ? [] : [{ ...entry, texts, channel, replacedOn }],
  );
}

function ofQuestion(question: OutlineQuestion, path: Path): Loose[] {
  const channels = Object.entries(question.channels ?? {});
  const replacedOn = (seen: (words: OutlineRewording) => Texts) =>
    channels.flatMap(([name, words]) => (seen(words) === undefined ? [] : [name]));
  return [
    {
      path: [...path, 'text'],
      texts: question.text,
      role: 'question',
      replacedOn: replacedOn((words) => words.text),
    },
    ...Object.entries(question.labels ?? {}).map(([point, texts]): Loose => {
      const replaced = replacedOn((words) => words.labels?.[point]);
      // On a scale of two the words themselves are on the buttons.
      const role = question.scale?.min === 1 && question.scale.max === 2 ? 'button' : 'label';
      return { path: [...path, 'labels', point], texts, role, replacedOn: replaced };
    }),
    ...(question.choices ?? []).map(({ value, label }, k): Loose => {
      const replaced = replacedOn((words) => words.labels?.[value ?? '']);
      return { path: [...path, 'choices', k, 'label'], texts: label, role: 'button', replacedOn: replaced };
    }),
    ...channels.flatMap(([name, words]) =>
      ofRewording(words, question.type, [...path, 'channels', name]).map((entry) => ({
        ...entry,
        channel: name,
      })),
    ),
  ];
}

const ofRewording = (words: OutlineRewording, type: string | undefined, path: Path): Loose[] => [
  { path: [...path, 'text'], texts: words.text, role: 'question' },
  ...Object.entries(words.labels ?? {}).map(([name, texts]): Loose => {
    return { path: [...path, 'labels', name], texts, role: type === 'choice' ? 'button' : 'label' };
  }),
];
