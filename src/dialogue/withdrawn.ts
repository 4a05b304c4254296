import type { DialogueState } from '../model/dialogue.ts';
import { isAnswerable, type Step } from './step.ts';

/**
 * An answer was taken back (a vote withdrawn): its question is open again, as if it had not been answered. What was
 * answered besides stands, and so do the actions that were done; nothing is said.
 */
export function withdrawn(state: DialogueState, question: string): Step {
  const { [question]: taken, ...answers } = state.answers;
  if (taken === undefined || !isAnswerable(state.state)) return { next: state, effects: [] };
  const { picked: _, ...rest } = state;
  const left = Object.keys(answers).length > 0;
  const next: DialogueState = {
    ...rest,
    answers,
    state: left ? 'answered' : 'asked',
    reason: left ? 'partial' : 'withdrawn',
    current: question,
    askedAgain: false,
  };
  return { next, effects: [{ type: 'retract', question }] };
}
