import { longestPath } from '../model/flow.ts';
import type { Finding } from './fault.ts';
import { LEADING_WORDS } from './leading-words.ts';
import { type Outline, textsOf } from './outline.ts';

/** The least that the channels carry: a body of WhatsApp's interactive messages, a row of its lists and its text. */
const LIMITS = { body: 1024, button: 24, label: 72 };

/** More than this and people leave before the end. */
const MOST_QUESTIONS = 3;

/** What works and is better done otherwise. */
export const warningsOf = (outline: Outline): Finding[] => [
  ...leading(outline),
  ...tooMany(outline),
  ...tooLong(outline),
];

/** Words in the question itself that tell people what to answer. */
function leading({ questions }: Outline): Finding[] {
  return questions.flatMap(({ type, text = {} }, i) =>
    Object.entries(text).flatMap(([language, words]): Finding[] => {
      if (type !== 'scale' || typeof words !== 'string') return [];
      const small = words.toLocaleLowerCase(language);
      const word = (LEADING_WORDS[language.split('-')[0] ?? ''] ?? []).find((one) => small.includes(one));
      if (word === undefined) return [];
      const message = `"${word}" suggests an answer: figures asked this way come out too good`;
      return [{ path: ['questions', i, 'text', language], message }];
    }),
  );
}

function tooMany({ questions }: Outline): Finding[] {
  const flow = questions.map(({ id = '', next = [] }) => ({
    id,
    next: next.map((branch) => ({ if: branch.if, go: branch.go ?? '' })),
  }));
  const most = longestPath({ questions: flow });
  if (most <= MOST_QUESTIONS) return [];
  const message = `one person can be asked ${most} questions: after ${MOST_QUESTIONS} most people leave`;
  return [{ path: ['questions'], atKey: true, message }];
}

function tooLong(outline: Outline): Finding[] {
  return textsOf(outline).flatMap(({ path, texts }) => {
    const limit = path.includes('choices')
      ? LIMITS.button
      : path.includes('labels')
        ? LIMITS.label
        : LIMITS.body;
    return Object.entries(texts).flatMap(([language, text]): Finding[] => {
      const length = typeof text === 'string' ? [...text].length : 0;
      if (length <= limit) return [];
      const message = `the text has ${length} characters: WhatsApp shows ${limit} here and the rest is cut`;
      return [{ path: [...path, language], message }];
    });
  });
}
