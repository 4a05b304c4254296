import { END, type Flow, reachable } from '../../model/flow.ts';
import type { Finding } from '../fault.ts';
import { nearest } from '../nearest.ts';
import type { Outline } from '../outline.ts';

/** Questions have names of their own, branches lead down the file to one of them, and all can be met. */
export function flowFindings(outline: Outline): Finding[] {
  const found = [...names(outline), ...choiceNames(outline), ...branches(outline)];
  const flow = complete(outline);
  if (flow === null || found.length > 0) return found;
  const met = reachable(flow);
  return flow.questions.flatMap(({ id }, i): Finding[] =>
    met.has(id)
      ? []
      : [{ path: ['questions', i], message: `no answer leads to the question "${id}"`, expected: GOING }],
  );
}

const GOING = 'a "go" that names it, or a place in the main line';

/** The way as far as it is written; null while a question has no name or a branch no aim. */
function complete(outline: Outline): Flow | null {
  const questions: Flow['questions'][number][] = [];
  for (const { id, next = [] } of outline.questions) {
    const ways = next.flatMap((branch) =>
      branch.go === undefined ? [] : [{ if: branch.if, go: branch.go }],
    );
    if (id === undefined || ways.length < next.length) return null;
    questions.push({ id, next: ways });
  }
  return { questions };
}

function names({ questions }: Outline): Finding[] {
  const ids = questions.map(({ id }) => id);
  return ids.flatMap((id, i): Finding[] => {
    const path = ['questions', i, 'id'];
    if (id === undefined) return [];
    if (ids.indexOf(id) < i) return [{ path, message: `another question is named "${id}" already` }];
    // In conditions `score` is the score of the metric, whatever its question is called.
    if (id === 'score' && i > 0) {
      return [
        { path, message: '"score" is the name of the first question, which the metric is measured by' },
      ];
    }
    return [];
  });
}

function choiceNames({ questions }: Outline): Finding[] {
  return questions.flatMap(({ choices = [] }, i) =>
    choices.flatMap(({ value, label }, k): Finding[] => {
      const before = choices.slice(0, k);
      const path = ['questions', i, 'choices', k];
      if (value !== undefined && before.some((choice) => choice.value === value)) {
        return [{ path: [...path, 'value'], message: `another choice has the value "${value}" already` }];
      }
      return Object.entries(label ?? {}).flatMap(([language, text]): Finding[] =>
        before.some((choice) => choice.label?.[language] === text)
          ? [{ path: [...path, 'label', language], message: 'another choice has the same label already' }]
          : [],
      );
    }),
  );
}

function branches({ questions }: Outline): Finding[] {
  const ids = questions.map(({ id }) => id);
  return questions.flatMap(({ next = [] }, i) => {
    const below = ids.slice(i + 1).filter((id) => id !== undefined);
    const always = next.findIndex((branch) => branch.go !== undefined && branch.if === undefined);
    return next.flatMap(({ go }, k): Finding[] => {
      const path = ['questions', i, 'next', k];
      if (always >= 0 && k > always) {
        return [{ path, message: 'this branch is never tried: the one above it has no "if"' }];
      }
      if (go === undefined || go === END || below.includes(go)) return [];
      const expected = `one of ${[...below, END].join(', ')}`;
      const message = ids.includes(go)
        ? `"${go}" does not stand below this question: a question is asked once`
        : `there is no question "${go}"`;
      const near = ids.includes(go) ? undefined : nearest(go, [...below, END]);
      return [{ path: [...path, 'go'], message, expected, nearest: near }];
    });
  });
}
