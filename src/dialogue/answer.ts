import { holds, type Value } from '../model/condition.ts';
import type { DialogueState, Effect } from '../model/dialogue.ts';
import { nextQuestion } from '../model/flow.ts';
import type { Answer } from '../model/invitation.ts';
import type { Action, Question, Template } from '../model/template.ts';
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
): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const question of template.questions) {
    const answer = answers[question.id];
    values[question.id] = answer?.score ?? answer?.choice ?? answer?.choices ?? answer?.text ?? null;
  }
  const scored = scoreQuestion(template);
  values.score = scored === undefined ? null : (answers[scored.id]?.score ?? null);
  return values;
}

/** A corrected score replaces the score and not what was said beside it ("4 but slow", "sorry, 2"). */
const keepWords = (earlier: Answer | undefined, answer: Answer): Answer =>
  answer.score !== undefined && answer.text === undefined && earlier?.text !== undefined
    ? { ...answer, text: earlier.text }
    : answer;

/** What was answered before a changed mind is not asked again. */
function nextUnanswered(template: Template, from: string, answers: DialogueState['answers']): string | null {
  const values = conditionValues(template, answers);
  let next = nextQuestion(template, from, values);
  while (next !== null && answers[next] !== undefined) next = nextQuestion(template, next, values);
  return next;
}

/**
 * Takes an answer: records it, shows it in the question, and goes on to the next question or to the thanks.
 * A changed answer to an earlier question goes on from there only where the way leads elsewhere than before.
 */
export function accept(state: DialogueState, template: Template, question: string, answer: Answer): Step {
  const earlier = state.answers[question];
  const changed = earlier !== undefined;
  const kept = keepWords(earlier, answer);
  const answers = { ...state.answers, [question]: kept };
  const effects: Effect[] = [
    { type: 'record', question, answer: kept },
    { type: 'lock', question, answer: kept },
    ...actionEffects(template, state.answers, answers),
  ];
  const following = nextUnanswered(template, question, answers);
  if (changed && question !== state.current) {
    const before = nextQuestion(template, question, conditionValues(template, state.answers));
    const wayOpen = following !== null && following !== before && answers[following] === undefined;
    if (!wayOpen) return { next: { ...state, answers }, effects };
  }
  if (following === null) return finish({ ...unmarked(state), answers }, template, effects);
  effects.push({ type: 'say', say: { purpose: 'question', question: following } });
  const next: DialogueState = {
    ...unmarked(state),
    answers,
    state: 'answered',
    reason: 'partial',
    current: following,
    askedAgain: false,
  };
  return { next, effects };
}

/** What was marked belongs to the question that was open. */
function unmarked({ picked: _, ...state }: DialogueState): DialogueState {
  return state;
}

function finish(state: DialogueState, template: Template, effects: Effect[]): Step {
  if (state.thanked !== true)
    effects.push({ type: 'say', say: { purpose: 'thanks' } }, ...reviewEffects(template));
  return {
    next: {
      ...state,
      state: 'answered',
      reason: 'complete',
      current: null,
      askedAgain: false,
      thanked: true,
    },
    effects,
  };
}

const reviewEffects = (template: Template): Effect[] =>
  template.actions.flatMap(({ review }) =>
    review === undefined ? [] : [{ type: 'review', url: review.url }],
  );

/** Actions whose condition holds now and did not hold before: each is done once, as soon as it is known. */
function actionEffects(
  template: Template,
  before: DialogueState['answers'],
  after: DialogueState['answers'],
): Effect[] {
  const valuesBefore = conditionValues(template, before);
  const valuesAfter = conditionValues(template, after);
  const first = Object.keys(before).length === 0;
  return template.actions.flatMap((action, index) => {
    const now = action.if === undefined || holds(action.if, valuesAfter);
    // Before the first answer nothing has held: "score != 5" is true of no answer as well.
    const earlier = !first && (action.if === undefined || holds(action.if, valuesBefore));
    return now && !earlier ? effectsOf(action, index) : [];
  });
}

function effectsOf({ open_case, alert, tag, webhook }: Action, action: number): Effect[] {
  const effects: Effect[] = [];
  if (open_case === true || alert !== undefined) effects.push({ type: 'open_case', alert: alert ?? null });
  if (tag !== undefined) effects.push({ type: 'tag', tag });
  if (webhook !== undefined) effects.push({ type: 'webhook', action, url: webhook });
  return effects;
}
