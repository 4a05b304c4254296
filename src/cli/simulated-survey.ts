import { answersOf, type Composition, compose } from '../app/compose.ts';
import { readTyped } from '../app/read-typed.ts';
import { findQuestion, newDialogue, step } from '../dialogue/index.ts';
import type { DialogueEvent, DialogueState, Effect, Say } from '../model/dialogue.ts';
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
    state = next;
    const way = describeWay(template, before, next, effects);
    const lines = [...notes, ...effects.flatMap(describeEffect), ...way];
    const said = effects.flatMap(composed);
    return { notes: lines.length + said.length > 0 ? lines : ['nothing changes'], said };
  };

  return {
    get state() {
      return state;
    },
    begin() {
      const happened = take({ type: 'due' });
      take({ type: 'sent', uncertain: false });
      return happened;
    },
    typed(text) {
      const row = { dialogue: state, language, channel: 'simulated', variant };
      const read = readTyped(lexicons, row, template, { text, sender: {} });
      if (read === null) return { notes: ['nothing to read this against'], said: [] };
      return take({ type: 'typed', ...read, text }, [describeReading(read.reading)]);
    },
    tapped(button) {
      const question = findQuestion(template, state.current ?? '');
      const token = buttons[button - 1]?.token;
      const answer = question === undefined ? undefined : answersOf(question)[Number(token)];
      if (question === undefined || answer === undefined)
        return { notes: ['there is no such button'], said: [] };
      return take({ type: 'tapped', question: question.id, answer });
    },
    event: (type) => take({ type }),
  };
}

/** A question that is drawn anew with what is marked is said once more: there is nothing here to edit. */
function sayOf(effect: Effect): Say | null {
  if (effect.type === 'redraw') return { purpose: 'question', question: effect.question };
  return effect.type === 'say' ? effect.say : null;
}
