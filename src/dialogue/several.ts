import type { DialogueState } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import type { ChoiceQuestion } from '../model/question.ts';
import type { Template } from '../model/template.ts';
import { accept } from './answer.ts';
import type { Step } from './step.ts';

/**
 * A tap on a question that takes several answers. A choice is marked or unmarked and the message shows it; the button
 * below them says that it is all, and without a mark it means nothing. Once answered, the question takes no more taps.
 */
export function tappedOfSeveral(
  state: DialogueState,
  template: Template,
  question: ChoiceQuestion,
  answer: Answer,
): Step {
  if (question.id !== state.current) return { next: state, effects: [] };
  const picked = state.picked ?? [];
  if (answer.choice !== undefined) {
    const marked = new Set(picked);
    if (!marked.delete(answer.choice)) marked.add(answer.choice);
    return {
      next: { ...state, picked: inOrder(question, marked) },
      effects: [{ type: 'redraw', question: question.id }],
    };
  }
  if (answer.skipped === true) return accept(state, template, question.id, answer);
  if (picked.length === 0) return { next: state, effects: [] };
  return accept(state, template, question.id, { choices: picked });
}

const inOrder = (question: ChoiceQuestion, marked: ReadonlySet<string>): string[] =>
  question.choices.map(({ value }) => value).filter((value) => marked.has(value));
