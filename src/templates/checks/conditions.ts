import {
  ConditionError,
  type NameUse,
  nameUses,
  parseCondition,
  type Scalar,
} from '../../model/condition.ts';
import { scalePoints } from '../../model/scale.ts';
import type { Finding, Path } from '../fault.ts';
import { nearest } from '../nearest.ts';
import type { Outline, OutlineQuestion } from '../outline.ts';

/** Every condition can be read, names questions that were asked by then, and compares with answers that they have. */
export function conditionFindings(outline: Outline): Finding[] {
  const branches = outline.questions.flatMap(({ next = [] }, i) =>
    next.map((branch, k) => ({ path: ['questions', i, 'next', k, 'if'], text: branch.if, asked: i + 1 })),
  );
  const actions = outline.actions.map((action, i) => ({
    path: ['actions', i, 'if'],
    text: action.if,
    asked: outline.questions.length,
  }));
  return [...branches, ...actions].flatMap(({ path, text, asked }) =>
    text === undefined || text.trim() === '' ? [] : conditionFinding(outline, path, text, asked),
  );
}

function conditionFinding(outline: Outline, path: Path, text: string, asked: number): Finding[] {
  try {
    return nameUses(parseCondition(text)).flatMap((use) => {
      const fault = useFault(outline, use, asked);
      return fault === null ? [] : [{ path, offset: Math.max(0, text.indexOf(use.name)), ...fault }];
    });
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [{ path, offset: error.column - 1, message: error.message, expected: error.allowed }];
  }
}

type Fault = Omit<Finding, 'path'>;

function useFault({ questions }: Outline, use: NameUse, asked: number): Fault | null {
  const known = ['score', ...questions.flatMap(({ id }) => (id === undefined || id === 'score' ? [] : [id]))];
  const index = use.name === 'score' ? 0 : questions.findIndex(({ id }) => id === use.name);
  const question = questions[index];
  if (question === undefined) {
    const expected = `one of ${known.join(', ')}`;
    return { message: `there is no answer named "${use.name}"`, expected, nearest: nearest(use.name, known) };
  }
  if (index >= asked) return { message: `the question "${use.name}" was not asked yet at this point` };
  if (use.operator === null) {
    return {
      message: `"${use.name}" is compared with nothing`,
      expected: `for example ${example(question, use)}`,
    };
  }
  return use.values.map((value) => valueFault(question, use, value)).find((fault) => fault !== null) ?? null;
}

function example({ type, choices = [] }: OutlineQuestion, { name }: NameUse): string {
  if (type === 'scale') return `${name} <= 2`;
  return type === 'choice' ? `${name} == '${choices[0]?.value ?? 'speed'}'` : `${name} != null`;
}

function valueFault(question: OutlineQuestion, use: NameUse, value: Scalar): Fault | null {
  if (value === null) return null;
  switch (question.type) {
    case 'scale':
      return offScale(question, value);
    case 'choice':
      return noChoice(question, use, value);
    default:
      return typeof value === 'string' &&
        (use.operator === '==' || use.operator === '!=' || use.operator === 'in')
        ? null
        : { message: `"${use.name}" is a text`, expected: `for example ${use.name} != null` };
  }
}

function offScale({ scale }: OutlineQuestion, value: Scalar): Fault | null {
  if (scale === undefined || (typeof value === 'number' && scalePoints(scale).includes(value))) return null;
  return {
    message: `${JSON.stringify(value)} is not on the scale`,
    expected: `a number from ${scale.min} to ${scale.max}, without quotes`,
  };
}

function noChoice({ choices = [] }: OutlineQuestion, use: NameUse, value: Scalar): Fault | null {
  const values = choices.flatMap((choice) => (choice.value === undefined ? [] : [choice.value]));
  const written = String(value);
  if (use.operator !== '==' && use.operator !== '!=' && use.operator !== 'in') {
    return { message: `"${use.name}" is a choice and has no order`, expected: '==, != or in' };
  }
  if (typeof value === 'string' && values.includes(value)) return null;
  const expected = `one of ${values.map((choice) => `'${choice}'`).join(', ')}`;
  return { message: `"${use.name}" has no choice '${written}'`, expected, nearest: nearest(written, values) };
}
