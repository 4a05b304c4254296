import { holds, nameUses, parseCondition, type Value } from '../model/condition.ts';
import { takesSeveral } from '../model/question.ts';
import { scalePoints } from '../model/scale.ts';
import type { Question, Template } from '../model/template.ts';

/** What somebody types that is none of the choices. */
const OTHER_WORDS = 'words of the customer';

/** Of all that can be answered, one for each way in which the conditions can take it. */
export function answersThatDiffer(template: Template, question: Question): Value[] {
  const name = question === template.questions[0] ? ['score', question.id] : [question.id];
  const uses = conditionsOf(template)
    .flatMap((text) => nameUses(parseCondition(text)))
    .filter((use) => name.includes(use.name));
  const answers = allAnswers(
    question,
    uses.flatMap(({ values }) => [...values]),
  );
  // Held against another answer: each number counts by itself.
  if (uses.some(({ operator, values }) => operator !== null && values.length === 0)) return answers;
  const atoms = uses.flatMap(({ operator, values }) => atomsOf(operator, values));
  const looks = (value: Value): string => atoms.map((atom) => Number(holds(atom, { it: value }))).join('');
  return [...new Map(answers.map((value) => [looks(value), value])).values()];
}

/** Every condition of a template, as it is written. */
export const conditionsOf = ({ questions, actions }: Template): string[] =>
  [...questions.flatMap(({ next = [] }) => next), ...actions].flatMap((one) =>
    one.if === undefined ? [] : [one.if],
  );

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** One comparison by itself, also the other way round: which side of it the name stood on is not known. */
function atomsOf(operator: string | null, values: readonly unknown[]): string[] {
  if (operator === null) return ['it'];
  const literals = values.map((value) => JSON.stringify(value));
  if (operator === 'in') return [`it in [${literals.join(', ')}]`];
  return literals.flatMap((literal) =>
    [operator, MIRRORED[operator]].flatMap((one) => (one === undefined ? [] : [`it ${one} ${literal}`])),
  );
}

/** What can be answered; of free words and of choices that no condition names, one stands for all. */
function allAnswers(question: Question, named: readonly unknown[]): Value[] {
  if (question.type === 'scale') return scalePoints(question.scale);
  const skipped: Value[] = question.optional ? [null] : [];
  if (question.type === 'text') {
    return [OTHER_WORDS, ...named.filter((value) => typeof value === 'string'), ...skipped];
  }
  const choices = question.choices.map(({ value }) => value);
  if (!takesSeveral(question)) return [...choices, OTHER_WORDS, ...skipped];
  const told = choices.filter((value) => named.includes(value));
  const rest = choices.filter((value) => !named.includes(value)).slice(0, 1);
  return [...subsets([...told, ...rest]).filter((set) => set.length > 0), OTHER_WORDS, ...skipped];
}

function subsets(values: readonly string[]): string[][] {
  const all: string[][] = [[]];
  for (const value of values) all.push(...all.map((set) => [...set, value]));
  return all;
}
