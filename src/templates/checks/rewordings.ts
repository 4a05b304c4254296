import { scalePoints } from '../../model/scale.ts';
import type { Finding, Path } from '../fault.ts';
import { nearest } from '../nearest.ts';
import type { Outline, OutlineQuestion, OutlineRewording } from '../outline.ts';

/** Other words stand for a question that is there, and their labels for answers that it has. */
export function rewordingFindings(outline: Outline): Finding[] {
  const onChannels = outline.questions.flatMap((question, i) =>
    Object.entries(question.channels ?? {}).flatMap(([name, words]) =>
      labelFindings(question, words, ['questions', i, 'channels', name]),
    ),
  );
  return [...onChannels, ...outline.variants.flatMap((_, k) => variantFindings(outline, k))];
}

function variantFindings({ questions, variants }: Outline, k: number): Finding[] {
  const variant = variants[k];
  if (variant === undefined) return [];
  const path: Path = ['variants', k];
  const ids = questions.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const named = variants.slice(0, k).some(({ id }) => id !== undefined && id === variant.id);
  return [
    ...(named
      ? [{ path: [...path, 'id'], message: `another variant is named "${variant.id}" already` }]
      : []),
    ...Object.entries(variant.questions ?? {}).flatMap(([id, words]): Finding[] => {
      const here = [...path, 'questions', id];
      const question = questions.find((one) => one.id === id);
      if (question !== undefined) return labelFindings(question, words, here);
      const expected = `one of ${ids.join(', ')}`;
      return [
        {
          path: here,
          atKey: true,
          message: `there is no question "${id}"`,
          expected,
          nearest: nearest(id, ids),
        },
      ];
    }),
  ];
}

function labelFindings(question: OutlineQuestion, { labels = {} }: OutlineRewording, path: Path): Finding[] {
  const answers = answersOf(question);
  if (answers === null) return [];
  return Object.keys(labels)
    .filter((name) => !answers.includes(name))
    .map((name) => ({
      path: [...path, 'labels', name],
      atKey: true,
      message: `"${name}" is no answer of the question "${question.id ?? ''}"`,
      expected:
        answers.length === 0 ? 'no labels: the question takes free words' : `one of ${answers.join(', ')}`,
      nearest: question.type === 'choice' ? nearest(name, answers) : undefined,
    }));
}

/** What labels can belong to; null while the question itself is not understood. */
function answersOf({ type, scale, choices = [] }: OutlineQuestion): string[] | null {
  if (type === 'text') return [];
  if (type === 'choice') return choices.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return scale === undefined ? null : scalePoints(scale).map(String);
}
