import type { DialogueEvent, DialogueState, Effect } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import { takesSeveral } from '../model/question.ts';
import type { Reading } from '../model/reading.ts';
import type { Question, Template } from '../model/template.ts';
import { accept, findQuestion, scoreQuestion } from './answer.ts';
import { isAnswerable, type Step } from './step.ts';

type Typed = Extract<DialogueEvent, { type: 'typed' }>;

/** Something was typed; `event.question` is the question it was read against, null when none is open. */
export function typed(state: DialogueState, template: Template, event: Typed): Step {
  switch (event.reading.kind) {
    case 'auto_reply':
      return { next: state, effects: [] };
    case 'opt_out':
      return refused(state);
    case 'opt_in':
      if (state.refused === true || !isAnswerable(state.state)) return takenBack(state);
      return consentToNothing(state, template, event);
  }
  const question = event.question === null ? undefined : findQuestion(template, event.question);
  if (question === undefined || !isOpenOrAnswered(state, question)) return afterTheEnd(state, event);
  if (question.type === 'scale') return typedOnScale(state, template, question, event);
  return typedOnFollowUp(state, template, question, event);
}

/**
 * Nothing was refused: to a score question, a "yes" is no answer that anybody could score; to a follow-up it is words
 * like others. A command of the app ("/start") is never an answer.
 */
function consentToNothing(state: DialogueState, template: Template, event: Typed): Step {
  if (event.text.trim().startsWith('/')) return { next: state, effects: [] };
  return typed(state, template, { ...event, reading: { kind: 'ambiguous', text: event.text } });
}

/** A refusal ends what is open; a survey that was over by then keeps the end that it had. */
function refused(state: DialogueState): Step {
  const open = isAnswerable(state.state) && state.reason !== 'complete';
  return {
    next: open ? { ...state, state: 'opted_out', reason: null, current: null } : { ...state, refused: true },
    effects: [{ type: 'opt_out' }, { type: 'say', say: { purpose: 'notice', word: 'opted_out' } }],
  };
}

/** A refusal is taken back: from the next conversation on the person may be asked again. */
function takenBack({ refused: _, ...state }: DialogueState): Step {
  return {
    next: state,
    effects: [{ type: 'opt_in' }, { type: 'say', say: { purpose: 'notice', word: 'opted_in' } }],
  };
}

const isOpenOrAnswered = (state: DialogueState, question: Question): boolean =>
  question.id === state.current || state.answers[question.id] !== undefined;

const withComment = (answer: Answer, comment: string | null): Answer =>
  comment === null ? answer : { ...answer, text: comment };

function typedOnScale(state: DialogueState, template: Template, question: Question, event: Typed): Step {
  const { reading, text } = event;
  const open = question.id === state.current;
  if (reading.kind === 'score') {
    const unchanged = !open && state.answers[question.id]?.score === reading.score;
    if (unchanged) return { next: state, effects: [] };
    return accept(state, template, question.id, withComment({ score: reading.score }, reading.comment));
  }
  if (!open) return afterTheEnd(state, event);
  if (reading.kind === 'ambiguous' && !state.askedAgain) return askAgain(state, question);
  if (reading.kind === 'comment') return commentOnly(state, question, text);
  const reason = reading.kind === 'ambiguous' ? 'unclear_twice' : 'request';
  return endForAgents(state, question, text, reason);
}

const askAgain = (state: DialogueState, question: Question): Step => ({
  next: { ...state, askedAgain: true },
  effects: [{ type: 'say', say: { purpose: 'ask_again', question: question.id } }],
});

/**
 * Words without a score ("thanks!"): kept, shown to the agents, and the question stays open, so that a score that
 * is tapped afterwards still counts. Nothing is said: asking again would be nagging.
 */
function commentOnly(state: DialogueState, question: Question, text: string): Step {
  return {
    next: state,
    effects: [
      { type: 'record', question: question.id, answer: { text } },
      { type: 'hand_over', reason: 'comment', text },
    ],
  };
}

/** A new problem, or a second unclear answer: kept, given to the agents at once, and the survey is over. */
function endForAgents(state: DialogueState, question: Question, text: string, reason: string): Step {
  return {
    next: { ...state, state: 'handed_over', reason, current: null },
    effects: [
      { type: 'record', question: question.id, answer: { text } },
      { type: 'hand_over', reason, text },
      { type: 'say', say: { purpose: 'notice', word: 'handed_over' } },
    ],
  };
}

/** A follow-up takes whatever is said; a request is besides given to the agents, because it wants an answer. */
function typedOnFollowUp(state: DialogueState, template: Template, question: Question, event: Typed): Step {
  if (question.id !== state.current) return afterTheEnd(state, event);
  const { reading, text } = event;
  // "9" of three choices: a slip and not a word of comment. A second one is taken as it stands.
  if (question.type === 'choice' && reading.kind === 'ambiguous' && !state.askedAgain) {
    return askAgain(state, question);
  }
  const taken = accept(state, template, question.id, followUpAnswer(question, reading, text));
  if (reading.kind !== 'request') return taken;
  const handOver: Effect = { type: 'hand_over', reason: 'request', text };
  return { next: taken.next, effects: [...taken.effects, handOver] };
}

function followUpAnswer(question: Question, reading: Reading, text: string): Answer {
  if (reading.kind === 'choices') return withComment({ choices: reading.values }, reading.comment);
  if (reading.kind !== 'choice') return { text };
  const { value } = reading;
  return withComment(takesSeveral(question) ? { choices: [value] } : { choice: value }, reading.comment);
}

/** No question is open: the message is the agents', and nothing of the survey changes. */
const afterTheEnd = (state: DialogueState, event: Typed): Step => ({
  next: state,
  effects: [{ type: 'hand_over', reason: 'no_open_question', text: event.text }],
});

/**
 * Which question a typed message is to be read against: a correction of the score first ("sorry, I meant 4"), else
 * the open question; with none open, a score that stands alone still corrects the one given.
 */
export function questionToReadAgainst(
  state: DialogueState,
  template: Template,
  read: (question: Question) => Reading,
): { question: string | null; reading: Reading } | null {
  const scored = scoreQuestion(template);
  const open = state.current === null ? undefined : findQuestion(template, state.current);
  if (scored !== undefined && state.answers[scored.id]?.score !== undefined && open?.id !== scored.id) {
    const reading = read(scored);
    const standsAlone = open === undefined && reading.kind === 'score' && reading.comment === null;
    if (reading.kind === 'score' && (reading.correction || standsAlone)) {
      return { question: scored.id, reading };
    }
  }
  const against = open ?? scored;
  if (against === undefined) return null;
  return { question: open?.id ?? null, reading: read(against) };
}
