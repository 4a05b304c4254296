import type { DialogueEvent, DialogueState } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import { takesSeveral } from '../model/question.ts';
import type { Template } from '../model/template.ts';
import { accept, findQuestion } from './answer.ts';
import { tappedOfSeveral } from './several.ts';
import type { Step } from './step.ts';

const equal = (a: Answer | undefined, b: Answer): boolean =>
  a !== undefined && a.score === b.score && a.choice === b.choice && a.skipped === b.skipped;

/**
 * A button was tapped. The open question takes it; an earlier question takes it as a changed mind; a second tap on
 * the same button, or a tap on a question that was never asked, changes nothing.
 */
export function tapped(
  state: DialogueState,
  template: Template,
  event: Extract<DialogueEvent, { type: 'tapped' }>,
): Step {
  const question = findQuestion(template, event.question);
  if (question === undefined) return { next: state, effects: [] };
  if (takesSeveral(question)) return tappedOfSeveral(state, template, question, event.answer);
  const given = state.answers[event.question];
  const asked = event.question === state.current || given !== undefined;
  if (!asked || equal(given, event.answer)) return { next: state, effects: [] };
  return accept(state, template, event.question, event.answer);
}
