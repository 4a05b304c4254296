import { answersOf, type Composition, compose } from '../app/compose.ts';
import { readTyped } from '../app/read-typed.ts';
import { findQuestion, newDialogue, step } from '../dialogue/index.ts';
import type { DialogueEvent, DialogueState } from '../model/dialogue.ts';
import type { OutgoingMessage } from '../model/outgoing.ts';
import type { Lexicons } from '../replies/index.ts';
import { describeEffect, describeMarked, describeReading, describeWay } from './simulated-words.ts';

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

export function simulatedSurvey(composition: Composition, lexicons: Lexicons): SimulatedSurvey {
  const { template, language } = composition;
  let state = newDialogue(language, 'planned', null);

  const take = (event: DialogueEvent, notes: string[] = []): Happened => {
    const before = state;
    const { next, effects } = step(before, template, event);
    state = next;
    const way = describeWay(template, before, next, effects);
    const said = effects.flatMap((effect) =>
      effect.type === 'say' ? [compose(effect.say, composition)] : [],
    );
    const marked = effects.some(({ type }) => type === 'redraw') ? [describeMarked(next.picked)] : [];
    const lines = [...notes, ...marked, ...effects.flatMap(describeEffect), ...way];
    return { notes: lines.length > 0 ? lines : ['nothing changes'], said };
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
      const row = { dialogue: state, language, channel: 'simulated' };
      const read = readTyped(lexicons, row, template, { text, sender: {} });
      if (read === null) return { notes: ['nothing to read this against'], said: [] };
      return take({ type: 'typed', ...read, text }, [describeReading(read.reading)]);
    },
    tapped(button) {
      const question = findQuestion(template, state.current ?? '');
      const answer = question === undefined ? undefined : answersOf(question)[button - 1];
      if (question === undefined || answer === undefined)
        return { notes: ['there is no such button'], said: [] };
      return take({ type: 'tapped', question: question.id, answer });
    },
    event: (type) => take({ type }),
  };
}
