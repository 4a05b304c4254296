import { answersOf, type Composition, compose } from '../app/compose.ts';
import { readTyped } from '../app/read-typed.ts';
import { findQuestion, newDialogue, step } from '../dialogue/index.ts';
import type { DialogueEvent, DialogueState, Effect, Say } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import type { Choice, OutgoingMessage } from '../model/outgoing.ts';
import type { Lexicons } from '../replies/index.ts';
import { describeEffect, describeReading, describeWay } from './simulated-words.ts';

/** What one thing that the customer did led to: said to the customer, and for the admin to know. */
export interface Happened {
  notes: string[];
  said: OutgoingMessage[];
}

/** A survey with nobody at the other end: the true dialogue, reader and messages, and no send. */
export interface SimulatedSurvey {
  readonly state: DialogueState;
  begin(): Happened;
  /** A typed message, read as a real one. */
  typed(text: string): Happened;
  /** A tap on the n-th button of the open question, counted from 1. */
  tapped(button: number): Happened;
  /** A tap on the button that passes the open question by. */
  skipped(): Happened;
  /** Before the last thing that the customer did, to try another answer. Customers cannot do this. */
  back(): Happened;
  /** The reminder, the end of the time, a conversation that is opened again. */
  event(type: 'remind' | 'expire' | 'reopened'): Happened;
}

/** @param texts of the survey, in one language and variant */
export function simulatedSurvey(
  texts: Omit<Composition, 'sign'> & { variant: string | null },
  lexicons: Lexicons,
): SimulatedSurvey {
  const { template, language, variant } = texts;
  let state = newDialogue(language, 'planned', null);
  /** What can be tapped: a token is the number of an answer. */
  let buttons: readonly Choice[] = [];
  const past: DialogueState[] = [];

  const composed = (effect: Effect): OutgoingMessage[] => {
    const say = sayOf(effect);
    if (say === null) return [];
    const picked = state.picked ?? [];
    const message = compose(say, { ...texts, picked, sign: (_, answer) => String(answer) });
    if (message.kind === 'question') buttons = message.choices;
    return [message];
  };
  const take = (event: DialogueEvent, notes: string[] = []): Happened => {
    const before = state;
    const { next, effects } = step(before, template, event);
    if (next !== before) past.push(before);
    state = next;
    const way = describeWay(template, before, next, effects);
    const lines = [...notes, ...effects.flatMap(describeEffect), ...way];
    const said = effects.flatMap(composed);
    return { notes: lines.length + said.length > 0 ? lines : ['nothing changes'], said };
  };

  const tap = (wanted: (answer: Answer, i: number) => boolean, otherwise: string): Happened => {
    const question = findQuestion(template, state.current ?? '');
    const answer = question && answersOf(question).find(wanted);
    if (question === undefined || answer === undefined) return { notes: [otherwise], said: [] };
    return take({ type: 'tapped', question: question.id, answer });
  };

  return {
    get state() {
      return state;
    },
    begin() {
      const happened = take({ type: 'due' });
      take({ type: 'sent', uncertain: false });
      past.length = 0;
      return happened;
    },
    typed(text) {
      const row = { dialogue: state, language, channel: 'simulated', variant };
      const read = readTyped(lexicons, row, template, { text, sender: {} });
      if (read === null) return { notes: ['nothing to read this against'], said: [] };
      return take({ type: 'typed', ...read, text }, [describeReading(read.reading)]);
    },
    tapped: (button) =>
      tap((_, i) => i === Number(buttons[button - 1]?.token ?? -1), 'there is no such button'),
    skipped: () =>
      tap(({ skipped }) => skipped === true, 'this question has no button to pass it by: it is not optional'),
    back() {
      const before = past.pop();
      if (before === undefined) return { notes: ['nothing was answered yet'], said: [] };
      state = before;
      const question = state.current;
      const say: Say[] = question === null ? [] : [{ purpose: 'question', question }];
      return {
        notes: ['back before the last answer, as if it had never been given (customers cannot do this)'],
        said: say.flatMap((one) => composed({ type: 'say', say: one })),
      };
    },
    event: (type) => take({ type }),
  };
}

/** A question that is drawn anew with what is marked is said once more: there is nothing here to edit. */
function sayOf(effect: Effect): Say | null {
  if (effect.type === 'redraw') return { purpose: 'question', question: effect.question };
  return effect.type === 'say' ? effect.say : null;
}
