import { describe, expect, it } from 'vitest';
import { newDialogue, step } from '../../src/dialogue/index.ts';
import type { DialogueEvent, DialogueState, Effect } from '../../src/model/dialogue.ts';
import type { Reading } from '../../src/model/reading.ts';
import { Template } from '../../src/model/template.ts';

const text = (en: string) => ({ en });

const template = Template.parse({
  id: 'csat-test',
  metric: 'csat',
  languages: ['en'],
  ask: { remind_after: '2h' },
  questions: [
    {
      id: 'score',
      type: 'scale',
      scale: { min: 1, max: 5, good: [4, 5] },
      text: text('How was it?'),
      next: [
        { if: 'score <= 2', go: 'reason' },
        { if: 'score >= 4', go: 'liked' },
      ],
    },
    {
      id: 'reason',
      type: 'choice',
      text: text('Why?'),
      choices: [
        { value: 'slow', label: text('Slow') },
        { value: 'rude', label: text('Rude') },
      ],
    },
    {
      id: 'liked',
      type: 'choice',
      text: text('What did you like?'),
      choices: [
        { value: 'fast', label: text('Fast') },
        { value: 'kind', label: text('Kind') },
      ],
    },
    { id: 'comment', type: 'text', text: text('Anything else?'), optional: true },
  ],
  thanks: text('Thanks!'),
  actions: [{ if: 'score <= 2', open_case: true, alert: '#alerts' }],
});

/** Runs events one after another. */
function play(events: readonly DialogueEvent[], from: DialogueState = newDialogue('en', 'planned', null)) {
  const effects: Effect[] = [];
  let state = from;
  for (const event of events) {
    const result = step(state, template, event);
    state = result.next;
    effects.push(...result.effects);
  }
  return { state, effects };
}

const asked: DialogueEvent[] = [{ type: 'due' }, { type: 'sent', uncertain: false }];
const tap = (question: string, answer: object): DialogueEvent => ({ type: 'tapped', question, answer });
const typed = (question: string | null, reading: Reading, words = 'words'): DialogueEvent => ({
  type: 'typed',
  question,
  reading,
  text: words,
});
const score = (n: number, correction = false): Reading => ({
  kind: 'score',
  score: n,
  comment: null,
  correction,
});
const said = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'say' ? [effect.say] : []));
const ofType = <T extends Effect['type']>(effects: readonly Effect[], type: T) =>
  effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);

describe('asking', () => {
  it('asks the first question when the time has come, and sets its end and its one reminder', () => {
    const { state, effects } = play([{ type: 'due' }]);
    expect(state).toMatchObject({ state: 'asking', current: 'score' });
    expect(said(effects)).toEqual([{ purpose: 'question', question: 'score' }]);
    expect(ofType(effects, 'timer').map((timer) => timer.timer)).toEqual(['expire', 'remind']);
  });

  it('is asked once the message went out, and says when nobody could tell whether it did', () => {
    expect(play(asked).state.state).toBe('asked');
    expect(play([{ type: 'due' }, { type: 'sent', uncertain: true }]).state).toMatchObject({
      state: 'asked',
      reason: 'uncertain',
    });
  });

  it('a time that comes twice asks once', () => {
    expect(said(play([...asked, { type: 'due' }]).effects)).toHaveLength(1);
  });

  it('fails with the code of the platform when the question could not be sent', () => {
    expect(play([{ type: 'due' }, { type: 'send_failed', code: 'blocked' }]).state).toMatchObject({
      state: 'failed',
      reason: 'blocked',
    });
  });

  it('a reminder is said once the question stands unanswered, and never after an answer', () => {
    expect(said(play([...asked, { type: 'remind' }]).effects)).toContainEqual({
      purpose: 'reminder',
      question: 'score',
    });
    const answered = play([...asked, tap('score', { score: 5 }), { type: 'remind' }]);
    expect(said(answered.effects).map((say) => say.purpose)).not.toContain('reminder');
  });
});

describe('a question whose time came and that is not asked after all', () => {
  it('is cancelled by the rule that spoke against it, and says nothing', () => {
    const { state, effects } = play([{ type: 'withheld', rule: 'floor' }]);
    expect(state).toMatchObject({ state: 'cancelled', reason: 'floor', current: null });
    expect(effects).toEqual([]);
    expect(play([{ type: 'due' }], state).state).toBe(state);
  });

  it.each([
    ['being asked', [{ type: 'due' } as const]],
    ['asked', asked],
    ['answered', [...asked, tap('score', { score: 5 })]],
    ['expired', [...asked, { type: 'expire' } as const]],
  ])('means nothing once it is %s', (_state, events) => {
    const before = play(events);
    const after = play([{ type: 'withheld', rule: 'floor' }], before.state);
    expect(after.state).toBe(before.state);
    expect(after.effects).toEqual([]);
  });
});

describe('after the time for answers is over', () => {
  const over = play([...asked, { type: 'expire' }]).state;

  it('a tap changes nothing', () => {
    expect(over).toMatchObject({ state: 'expired', current: null });
    const after = play([tap('score', { score: 5 })], over);
    expect(after.state).toBe(over);
    expect(after.effects).toEqual([]);
  });

  it('typed words are no answer, and only a refusal or its taking back is heard', () => {
    for (const reading of [score(5), { kind: 'comment', text: 'fine' } as const]) {
      const after = play([typed('score', reading)], over);
      expect(after.state).toBe(over);
      expect(after.effects).toEqual([]);
    }
    const refused = play([typed(null, { kind: 'opt_out' })], over);
    expect(refused.state).toMatchObject({ state: 'expired', refused: true });
    expect(ofType(refused.effects, 'opt_out')).toHaveLength(1);
  });

  it('a reminder and a second end mean nothing', () => {
    for (const event of [{ type: 'remind' }, { type: 'expire' }] as const) {
      expect(play([event], over)).toEqual({ state: over, effects: [] });
    }
  });
});

describe('answers', () => {
  it('the unhappy are asked why, the happy what they liked, and all for a comment and with thanks', () => {
    const unhappy = play([...asked, tap('score', { score: 1 }), tap('reason', { choice: 'slow' })]);
    expect(said(unhappy.effects).map((say) => ('question' in say ? say.question : say.purpose))).toEqual([
      'score',
      'reason',
      'comment',
    ]);
    const happy = play([...asked, tap('score', { score: 5 })]);
    expect(happy.state).toMatchObject({ state: 'answered', reason: 'partial', current: 'liked' });
    const done = play([...asked, tap('score', { score: 3 }), tap('comment', { skipped: true })]);
    expect(done.state).toMatchObject({ state: 'answered', reason: 'complete', current: null });
    expect(said(done.effects).at(-1)).toEqual({ purpose: 'thanks' });
  });

  it('each answer is recorded and locked into its question', () => {
    const { effects } = play([...asked, tap('score', { score: 4 })]);
    expect(ofType(effects, 'record')).toEqual([{ type: 'record', question: 'score', answer: { score: 4 } }]);
    expect(ofType(effects, 'lock')).toHaveLength(1);
  });

  it('a second tap on the same answer changes nothing', () => {
    const once = play([...asked, tap('score', { score: 4 })]);
    const twice = play([tap('score', { score: 4 })], once.state);
    expect(twice.state).toBe(once.state);
    expect(twice.effects).toEqual([]);
  });

  it('a tap on another answer replaces the score and asks the question that goes with the new one', () => {
    const { state, effects } = play([...asked, tap('score', { score: 5 }), tap('score', { score: 1 })]);
    expect(state.answers.score).toEqual({ score: 1 });
    expect(state.current).toBe('reason');
    expect(ofType(effects, 'record')).toHaveLength(2);
  });

  it('a tap on a question that was never asked changes nothing', () => {
    expect(play([...asked, tap('reason', { choice: 'slow' })]).state.current).toBe('score');
  });

  it('a bad score opens a case at once, and a repeated one no second', () => {
    const { effects } = play([...asked, tap('score', { score: 1 }), tap('score', { score: 2 })]);
    expect(ofType(effects, 'open_case')).toEqual([{ type: 'open_case', alert: '#alerts' }]);
  });

  it('an answer after the end of the survey changes nothing', () => {
    const { state } = play([...asked, { type: 'expire' }, tap('score', { score: 5 })]);
    expect(state).toMatchObject({ state: 'expired', answers: {} });
  });
});

describe('typed answers', () => {
  it('a typed score counts like a tap, and keeps the words beside it', () => {
    const reading: Reading = { kind: 'score', score: 4, comment: 'but slow', correction: false };
    expect(play([...asked, typed('score', reading)]).state.answers.score).toEqual({
      score: 4,
      text: 'but slow',
    });
  });

  it('an unclear answer is asked once more; the second one goes to the agents and is kept', () => {
    const unclear: Reading = { kind: 'ambiguous', text: '4-5' };
    const once = play([...asked, typed('score', unclear)]);
    expect(said(once.effects).at(-1)).toEqual({ purpose: 'ask_again', question: 'score' });
    const twice = play([typed('score', unclear, '4-5 still')], once.state);
    expect(twice.state).toMatchObject({ state: 'handed_over', reason: 'unclear_twice' });
    expect(ofType(twice.effects, 'hand_over')).toEqual([
      { type: 'hand_over', reason: 'unclear_twice', text: '4-5 still' },
    ]);
    expect(ofType(twice.effects, 'record')[0]?.answer).toEqual({ text: '4-5 still' });
  });

  it('a new problem instead of a score goes to the agents and ends the survey', () => {
    const { state, effects } = play([
      ...asked,
      typed('score', { kind: 'request', text: 'x' }, 'where is it?'),
    ]);
    expect(state).toMatchObject({ state: 'handed_over', reason: 'request', current: null });
    expect(ofType(effects, 'hand_over')[0]).toMatchObject({ text: 'where is it?' });
  });

  it('words without a score are kept and shown to the agents, and a later tap still counts', () => {
    const { state, effects } = play([
      ...asked,
      typed('score', { kind: 'comment', text: 'thanks' }, 'thanks'),
      tap('score', { score: 5 }),
    ]);
    expect(ofType(effects, 'hand_over')[0]).toMatchObject({ reason: 'comment' });
    expect(state.answers.score).toEqual({ score: 5 });
  });

  it('a refusal ends everything at once and is confirmed', () => {
    const { state, effects } = play([...asked, typed('score', { kind: 'opt_out' })]);
    expect(state.state).toBe('opted_out');
    expect(effects.map((effect) => effect.type)).toContain('opt_out');
    expect(play([{ type: 'remind' }], state).effects).toEqual([]);
  });

  it('a refusal can be taken back; without one, a word of consent is only an unclear answer', () => {
    const refused = play([...asked, typed('score', { kind: 'opt_out' })]).state;
    const back = play([typed(null, { kind: 'opt_in' }, 'START')], refused);
    expect(back.effects.map((effect) => effect.type)).toEqual(['opt_in', 'say']);
    const yes = play([...asked, typed('score', { kind: 'opt_in' }, 'yes')]);
    expect(said(yes.effects).at(-1)).toEqual({ purpose: 'ask_again', question: 'score' });
  });

  it('an out-of-office reply changes nothing', () => {
    const before = play(asked).state;
    expect(step(before, template, typed('score', { kind: 'auto_reply' })).next).toBe(before);
  });

  it('a follow-up takes whatever is said; a request in it reaches the agents besides', () => {
    const unhappy = [...asked, tap('score', { score: 1 })];
    expect(
      play([...unhappy, typed('reason', { kind: 'comment', text: '' }, 'it broke')]).state.answers.reason,
    ).toEqual({ text: 'it broke' });
    const both = play([...unhappy, typed('reason', { kind: 'request', text: '' }, 'call me')]);
    expect(both.state.current).toBe('comment');
    expect(ofType(both.effects, 'hand_over')[0]).toMatchObject({ text: 'call me' });
  });

  it('a corrected score replaces the first, also after the thanks', () => {
    const done = play([...asked, tap('score', { score: 3 }), tap('comment', { skipped: true })]);
    const { state, effects } = play([typed('score', score(4, true))], done.state);
    expect(state.answers.score).toEqual({ score: 4 });
    expect(ofType(effects, 'record')).toHaveLength(1);
  });

  it("a message after the last question is the agents'", () => {
    const done = play([...asked, tap('score', { score: 3 }), tap('comment', { skipped: true })]);
    const { effects } = play([typed(null, { kind: 'comment', text: '' }, 'one more thing')], done.state);
    expect(effects).toEqual([{ type: 'hand_over', reason: 'no_open_question', text: 'one more thing' }]);
  });
});

describe('the end', () => {
  it('a reopened conversation cancels what is not answered, planned or asked', () => {
    expect(play([{ type: 'reopened' }]).state).toMatchObject({ state: 'cancelled', reason: 'reopened' });
    expect(play([...asked, { type: 'reopened' }]).state.state).toBe('cancelled');
  });

  it('a reopened conversation keeps an answer and asks nothing more', () => {
    const { state } = play([...asked, tap('score', { score: 5 }), { type: 'reopened' }]);
    expect(state).toMatchObject({ state: 'answered', reason: 'partial', current: null });
  });

  it('an unanswered question expires, an answered one keeps its answer', () => {
    expect(play([...asked, { type: 'expire' }]).state.state).toBe('expired');
    const partial = play([...asked, tap('score', { score: 5 }), { type: 'expire' }]).state;
    expect(partial).toMatchObject({ state: 'answered', reason: 'partial' });
  });
});

describe('after the end', () => {
  const done = [...asked, tap('score', { score: 3 }), tap('comment', { skipped: true })];

  it('what was answered is not asked again after a changed mind, and thanks are said once', () => {
    const { effects } = play([
      ...asked,
      tap('score', { score: 5 }),
      tap('liked', { choice: 'fast' }),
      tap('comment', { text: 'fine' }),
      tap('score', { score: 1 }),
      tap('reason', { choice: 'slow' }),
    ]);
    const order = said(effects).map((say) => ('question' in say ? say.question : say.purpose));
    expect(order).toEqual(['score', 'liked', 'comment', 'thanks', 'reason']);
  });

  it('a refusal is heard and can be taken back, and the survey keeps its end', () => {
    const refused = play([...done, typed(null, { kind: 'opt_out' }, 'STOP')]);
    expect(refused.state).toMatchObject({ state: 'answered', reason: 'complete' });
    expect(ofType(refused.effects, 'opt_out')).toHaveLength(1);
    const back = play([typed(null, { kind: 'opt_in' }, 'START')], refused.state);
    expect(back.effects.map((effect) => effect.type)).toEqual(['opt_in', 'say']);
  });
});
