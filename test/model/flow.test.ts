import { describe, expect, it } from 'vitest';
import { type Flow, longestPath, nextQuestion, reachable } from '../../src/model/flow.ts';

/** score → reason (unhappy) or liked (happy) → comment. */
const survey: Flow = {
  questions: [
    {
      id: 'score',
      next: [
        { if: 'score <= 2', go: 'reason' },
        { if: 'score >= 4', go: 'liked' },
      ],
    },
    { id: 'reason', next: [{ if: "reason == 'none'", go: 'end' }] },
    { id: 'liked' },
    { id: 'comment' },
  ],
};

describe('the next question', () => {
  it('is the first one at the start', () => {
    expect(nextQuestion(survey, null, {})).toBe('score');
    expect(nextQuestion({ questions: [] }, null, {})).toBeNull();
  });

  it('is that of the first branch that holds', () => {
    expect(nextQuestion(survey, 'score', { score: 1 })).toBe('reason');
    expect(nextQuestion(survey, 'score', { score: 5 })).toBe('liked');
  });

  it('is the next of the main line where no branch holds: questions that a branch names are passed over', () => {
    expect(nextQuestion(survey, 'score', { score: 3 })).toBe('comment');
    expect(nextQuestion(survey, 'score', {})).toBe('comment');
    expect(nextQuestion(survey, 'reason', { reason: 'speed' })).toBe('comment');
    expect(nextQuestion(survey, 'liked', {})).toBe('comment');
  });

  it('is none at the end of the main line and on "go: end"', () => {
    expect(nextQuestion(survey, 'comment', {})).toBeNull();
    expect(nextQuestion(survey, 'reason', { reason: 'none' })).toBeNull();
  });

  it('is none after a question that the template does not have', () => {
    expect(nextQuestion(survey, 'gone', {})).toBeNull();
  });

  it('is taken by a branch without a condition whatever was answered', () => {
    const flow: Flow = { questions: [{ id: 'a', next: [{ go: 'c' }] }, { id: 'b' }, { id: 'c' }] };
    expect(nextQuestion(flow, 'a', {})).toBe('c');
  });
});

describe('a template as a whole', () => {
  it('tells which questions can be met', () => {
    expect([...reachable(survey)].sort()).toEqual(['comment', 'liked', 'reason', 'score']);
    const skipping: Flow = { questions: [{ id: 'a', next: [{ go: 'c' }] }, { id: 'b' }, { id: 'c' }] };
    expect([...reachable(skipping)]).toEqual(['a', 'c']);
  });

  it('tells how many questions one person can be asked', () => {
    expect(longestPath(survey)).toBe(3);
    expect(longestPath({ questions: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }] })).toBe(4);
    expect(longestPath({ questions: [] })).toBe(0);
  });
});
