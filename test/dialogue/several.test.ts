import { describe, expect, it } from 'vitest';
import { conditionValues, newDialogue, step } from '../../src/dialogue/index.ts';
import { holds } from '../../src/model/condition.ts';
import type { DialogueEvent, DialogueState, Effect } from '../../src/model/dialogue.ts';
import { Template } from '../../src/model/template.ts';

const text = (en: string) => ({ en });
const choice = (value: string) => ({ value, label: text(value) });

const template = Template.parse({
  id: 'several',
  metric: 'csat',
  languages: ['en'],
  questions: [
    { id: 'score', type: 'scale', scale: { min: 1, max: 5 }, text: text('How?') },
    {
      id: 'reasons',
      type: 'choice',
      multiple: true,
      optional: true,
      text: text('Why?'),
      choices: ['price', 'wait', 'tone'].map(choice),
      next: [{ if: "reasons == 'wait'", go: 'patience' }],
    },
    { id: 'patience', type: 'text', text: text('How long?') },
    { id: 'comment', type: 'text', text: text('More?') },
  ],
  thanks: text('Thanks!'),
  actions: [
    { if: "reasons == 'price'", tag: 'price' },
    { if: 'score != 5', tag: 'not-top' },
    { webhook: 'https://example.com/hook' },
    { review: { url: 'https://example.com/review', text: text('Tell others') } },
  ],
});

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

const tap = (question: string, answer: object): DialogueEvent => ({ type: 'tapped', question, answer });
const asked: DialogueEvent[] = [
  { type: 'due' },
  { type: 'sent', uncertain: false },
  tap('score', { score: 2 }),
];
const mark = (choice: string) => tap('reasons', { choice });
const done = tap('reasons', { choices: [] });

describe('a question that takes several answers', () => {
  it('marks with a tap and takes the mark away with the next, and shows it each time', () => {
    const { state, effects } = play([...asked, mark('tone'), mark('price'), mark('tone')]);
    expect(state).toMatchObject({ current: 'reasons', picked: ['price'] });
    expect(state.answers.reasons).toBeUndefined();
    expect(effects.filter(({ type }) => type === 'redraw')).toHaveLength(3);
  });

  it('is answered by its button, in the order of the question, and goes on by what is among the answers', () => {
    const { state, effects } = play([...asked, mark('wait'), mark('price'), done]);
    expect(state.answers.reasons).toEqual({ choices: ['price', 'wait'] });
    expect(state.current).toBe('patience');
    expect(state.picked).toBeUndefined();
    expect(effects).toContainEqual({ type: 'tag', tag: 'price' });
    expect(effects).toContainEqual({
      type: 'lock',
      question: 'reasons',
      answer: { choices: ['price', 'wait'] },
    });
  });

  it('is not answered by its button while nothing is marked', () => {
    const before = play(asked).state;
    expect(play([done], before)).toEqual({ state: before, effects: [] });
  });

  it('can be passed by where it is optional', () => {
    expect(play([...asked, mark('price'), tap('reasons', { skipped: true })]).state).toMatchObject({
      current: 'comment',
      answers: { reasons: { skipped: true } },
    });
  });

  it('takes no more taps once it is answered', () => {
    const { state } = play([...asked, mark('price'), done]);
    expect(play([mark('tone'), done], state)).toEqual({ state, effects: [] });
  });

  it('takes a typed list, and one typed answer as a list of one', () => {
    const reading = { kind: 'choices', values: ['price', 'tone'], comment: null } as const;
    const typed = play([...asked, { type: 'typed', question: 'reasons', reading, text: '1, 3' }]);
    expect(typed.state.answers.reasons).toEqual({ choices: ['price', 'tone'] });
    const one = { kind: 'choice', value: 'wait', comment: 'too long' } as const;
    const single = play([...asked, { type: 'typed', question: 'reasons', reading: one, text: 'x' }]);
    expect(single.state.answers.reasons).toEqual({ choices: ['wait'], text: 'too long' });
  });

  it('is a list to conditions', () => {
    const values = conditionValues(template, { reasons: { choices: ['price', 'tone'] } });
    expect(holds("reasons == 'price'", values)).toBe(true);
    expect(holds("reasons != 'price'", values)).toBe(false);
    expect(holds("reasons in ['wait', 'tone']", values)).toBe(true);
    expect(holds("reasons not in ['wait']", values)).toBe(true);
    expect(holds('reasons == null', values)).toBe(false);
    expect(holds('reasons == null', conditionValues(template, {}))).toBe(true);
  });
});

describe('actions', () => {
  const ofType = (effects: readonly Effect[], type: Effect['type']) =>
    effects.filter((effect) => effect.type === type);

  it('one without a condition is done once, with the first answer', () => {
    const { effects } = play([...asked, mark('price'), done, tap('score', { score: 4 })]);
    expect(ofType(effects, 'webhook')).toEqual([
      { type: 'webhook', action: 2, url: 'https://example.com/hook' },
    ]);
  });

  it('one whose condition no answer fulfils as well is still done with the first answer', () => {
    expect(ofType(play(asked).effects, 'tag')).toEqual([{ type: 'tag', tag: 'not-top' }]);
  });

  it('a review is invited to with the thanks, once and of everybody', () => {
    const end: DialogueEvent[] = [tap('reasons', { skipped: true })];
    const comment: DialogueEvent = {
      type: 'typed',
      question: 'comment',
      reading: { kind: 'comment', text: 'no' },
      text: 'no',
    };
    for (const score of [1, 5]) {
      const { effects } = play([
        { type: 'due' },
        tap('score', { score }),
        ...end,
        comment,
        tap('score', { score: 3 }),
      ]);
      expect(ofType(effects, 'review')).toEqual([{ type: 'review', url: 'https://example.com/review' }]);
    }
  });
});
