import { describe, expect, it } from 'vitest';
import { type TogetherOptions, together } from '../../src/model/together.ts';

/** Notes what was asked together, and answers when it is let. */
function server(options?: TogetherOptions) {
  const batches: number[][] = [];
  const lets: (() => void)[] = [];
  const ask = together(async (questions: readonly number[]) => {
    batches.push([...questions]);
    await new Promise<void>((resolve) => lets.push(resolve));
    if (questions.some((one) => one < 0)) throw new Error('a faulty one');
    return questions.map((one) => one * 10);
  }, options);
  const answerAll = async () => {
    for (;;) {
      await new Promise(setImmediate);
      const next = lets.shift();
      if (next === undefined) return;
      next();
    }
  };
  return { ask, batches, answerAll };
}

describe('questions that are asked together', () => {
  it('are those that came while an earlier one was under way; each gets its own answer', async () => {
    const { ask, batches, answerAll } = server();
    const answers = Promise.all([1, 2, 3].map(ask));
    await answerAll();
    expect(await answers).toEqual([10, 20, 30]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('are asked one by one where one of them is faulty, and only that one fails', async () => {
    const { ask, batches, answerAll } = server();
    const answers = Promise.allSettled([1, 2, -3, 4].map(ask));
    await answerAll();
    expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      10,
      20,
      'failed',
      40,
    ]);
    expect(batches).toEqual([[1], [2, -3, 4], [2], [-3], [4]]);
  });

  it('fail together, and keep nobody waiting one by one, where it was none of them', async () => {
    const { ask, batches, answerAll } = server({ mayBeOfOne: () => false });
    const answers = Promise.allSettled([1, 2, -3, 4].map(ask));
    await answerAll();
    expect((await answers).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    expect(batches).toEqual([[1], [2, -3, 4]]);
  });

  it('are no more than a statement can carry', async () => {
    const { ask, batches, answerAll } = server();
    const answers = Promise.all(Array.from({ length: 402 }, (_, i) => ask(i)));
    await answerAll();
    expect(await answers).toHaveLength(402);
    expect(batches.map(({ length }) => length)).toEqual([1, 200, 200, 1]);
  });
});
