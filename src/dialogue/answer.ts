import { holds } from '../model/condition.ts';
import type { DialogueState, Effect } from '../model/dialogue.ts';
import { nextQuestion } from '../model/flow.ts';
import type { Answer } from '../model/invitation.ts';
import type { Question, Template } from '../model/template.ts';
import type { Step } from './step.ts';

export const findQuestion = (template: Template, id: string): Question | undefined =>
  template.questions.find((question) => question.id === id);

/** The question whose score is the invitation's score: the first one on a scale. */
export const scoreQuestion = (template: Template): Question | undefined =>
  template.questions.find((question) => question.type === 'scale');

/** Answers as conditions see them: `score`, and each question by its id. */
export function conditionValues(
  template: Template,
  answers: DialogueState['answers'],
): Record<string, string | number | null> {
  const values: Record<string, string | number | null> = {};
  for (const question of template.questions) {
    const answer = answers[question.id];
    values[question.id] = answer?.score ?? answer?.choice ?? answer?.text ?? null;
  }
  const scored = scoreQuestion(template);
  values.score = scored === undefined ? null : (answers[scored.id]?.score ?? null);
  return values;
}

/**
 * Takes an answer: records it, shows it in the question, and goes on to the next question or to the thanks.
 * A changed answer to an earlier question goes on from there only where the way leads elsewhere than before.
 */
export function accept(state: DialogueState, template: Template, question: string, answer: Answer): Step {
  const changed = state.answers[question] !== undefined;
  const answers = { ...state.answers, [question]: answer };
  const effects: Effect[] = [
    { type: 'record', question, answer },
    { type: 'lock', question, answer },
    ...caseEffects(template, state.answers, answers),
  ];
  const values = conditionValues(template, answers);
  const following = nextQuestion(template, question, values);
  if (changed && question !== state.current) {
    const before = nextQuestion(template, question, conditionValues(template, state.answers));
    const wayOpen = following !== null && following !== before && answers[following] === undefined;
    if (!wayOpen) return { next: { ...state, answers }, effects };
  }
  if (following === null) return finish({ ...state, answers }, effects);
  effects.push({ type: 'say', say: { purpose: 'question', question: following } });
  const next: DialogueState = {
    ...state,
    answers,
    state: 'answered',
    reason: 'partial',
    current: following,
    askedAgain: false,
  };
  return { next, effects };
}

function finish(state: DialogueState, effects: Effect[]): Step {
  const thankedBefore = state.state === 'answered' && state.reason === 'complete';
  if (!thankedBefore) effects.push({ type: 'say', say: { purpose: 'thanks' } });
  return {
    next: { ...state, state: 'answered', reason: 'complete', current: null, askedAgain: false },
    effects,
  };
}

/** Actions whose condition holds now and did not hold before: each is done once, as soon as it is known. */
function caseEffects(
  template: Template,
  before: DialogueState['answers'],
  after: DialogueState['answers'],
): Effect[] {
  const valuesBefore = conditionValues(template, before);
  const valuesAfter = conditionValues(template, after);
  return template.actions
    .filter((action) => action.open_case === true || action.alert !== undefined)
    .filter((action) => action.if === undefined || holds(action.if, valuesAfter))
    .filter(
      (action) =>
        !(action.if === undefined ? Object.keys(before).length > 0 : holds(action.if, valuesBefore)),
    )
    .map((action) => ({ type: 'open_case', alert: action.alert ?? null }));
}
