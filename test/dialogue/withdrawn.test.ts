import { describe, expect, it } from 'vitest';
import { newDialogue, step } from '../../src/dialogue/index.ts';
import type { DialogueState } from '../../src/model/dialogue.ts';
import { checkTemplate } from '../../src/templates/index.ts';

const TEMPLATE = `
id: votes
metric: csat
languages: [en]
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
  - { id: comment, type: text, optional: true, text: { en: "Anything to add?" } }
thanks: { en: "Thanks!" }
`;
const { template: checked } = checkTemplate('votes.yaml', TEMPLATE);
if (checked === null) throw new Error('the template is faulty');
const { template } = checked;

const asked: DialogueState = { ...newDialogue('en', 'asked', null), current: 'score' };
const voted = step(asked, template, { type: 'tapped', question: 'score', answer: { score: 2 } }).next;
const withdraw = (state: DialogueState, question = 'score') =>
  step(state, template, { type: 'withdrawn', question });

describe('an answer that is taken back', () => {
  it('opens its question again and withdraws the one that followed', () => {
    const { next, effects } = withdraw(voted);
    expect(next).toMatchObject({ state: 'asked', reason: 'withdrawn', current: 'score', answers: {} });
    expect(effects).toEqual([
      { type: 'retract', question: 'score' },
      { type: 'withdraw', question: 'comment' },
    ]);
  });

  it('leaves what was answered besides', () => {
    const commented = { ...voted, answers: { ...voted.answers, comment: { text: 'late' } }, current: null };
    expect(withdraw(commented).next).toMatchObject({
      state: 'answered',
      reason: 'partial',
      answers: { comment: { text: 'late' } },
    });
  });

  it('is nothing where there was none, and after the end', () => {
    expect(withdraw(asked)).toEqual({ next: asked, effects: [] });
    const over: DialogueState = { ...voted, state: 'handed_over' };
    expect(withdraw(over)).toEqual({ next: over, effects: [] });
  });
});
